import { changedUser, policyMembers } from "./account-change.ts";
import { activityOf } from "./activities.ts";
import type { AdditionalData } from "./additional-data.ts";
import { signInMembers, signInUser } from "./authentication.ts";
import type { Draft } from "./draft.ts";
import { accountChange, authentication, type EventClass, type Target } from "./event-class.ts";
import type { Identity } from "./identity.ts";
import { join, putObject } from "./json-text.ts";
import { describeRichly } from "./rich.ts";
import type { JsonObject } from "./values.ts";

/** A call as far as it has been read. */
export interface Call {
  readonly record: JsonObject;
  readonly selected: EventClass;
  readonly eventName: string;
  readonly eventSource?: string;
  readonly identity: Identity;
  readonly additional: AdditionalData;
}

/** Class, activity and class-specific members of a call. */
export function describeCall(call: Call, draft: Draft): Target {
  const { record, selected, eventName, identity } = call;
  const rich = draft.isRich ? describeRichly(record, draft) : undefined;
  if (rich) return rich;
  const activityId = activityOf(selected, eventName, record.readOnly);
  if (selected === authentication) {
    const user = signInUser(record, eventName, identity, draft);
    let members = putObject("", '"user":', user.members);
    members = putObject(members, '"service":', draft.json.put("", '"name":', call.eventSource));
    members = join(members, signInMembers(record, eventName, call.additional.mfaUsed, draft));
    return { eventClass: selected, activityId, members, userName: user.name };
  }
  if (selected === accountChange) {
    const user = changedUser(record, eventName, identity, draft);
    const policy = policyMembers(record.requestParameters, draft);
    const members = join(putObject("", '"user":', user.members), policy);
    return { eventClass: selected, activityId, members, userName: user.name };
  }
  return { eventClass: selected, activityId, members: "" };
}
