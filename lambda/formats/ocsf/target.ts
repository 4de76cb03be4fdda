import type { RecordFields } from "../../record-fields.ts";
import { changedUser, writePolicy } from "./account-change.ts";
import type { AdditionalData } from "./additional-data.ts";
import { signInUser, writeSignIn } from "./authentication.ts";
import type { CallKind } from "./call-kind.ts";
import type { Draft } from "./draft.ts";
import { accountChange, authentication, type EventClass } from "./event-class.ts";
import type { Identity } from "./identity.ts";
import { P } from "./keys.ts";
import { type RichTarget, richTargetOf, writeRichTarget } from "./rich.ts";
import { type Subject, writeSubject } from "./subject.ts";

/** A call as far as it has been read. */
export interface Call {
  readonly record: RecordFields;
  readonly kind: CallKind;
  readonly identity: Identity;
  readonly additional: AdditionalData;
}

/** What a call does, and to whom. */
export interface Target {
  readonly eventClass: EventClass;
  readonly activityId: number;
  /** The value of `user.name`, where the event has one. */
  readonly userName?: string;
  readonly subject?: Subject;
  readonly rich?: RichTarget;
}

/** Class, activity and target of a call. */
export function targetOf(call: Call, draft: Draft): Target {
  const { record, identity } = call;
  const { selected, eventName, activityId } = call.kind;
  const rich = draft.isRich ? richTargetOf(record) : undefined;
  if (rich) {
    return { eventClass: rich.eventClass, activityId: rich.activityId, userName: rich.userName, rich };
  }
  const subject =
    selected === authentication
      ? signInUser(record, eventName, identity)
      : selected === accountChange
        ? changedUser(record, eventName, identity)
        : undefined;
  const userName = subject?.isUnknown ? undefined : subject?.name;
  return { eventClass: selected, activityId, userName, subject };
}

/** Writes the members that are particular to the target's class. */
export function writeTarget({ eventClass, subject, rich }: Target, call: Call, draft: Draft): void {
  const { record, additional } = call;
  const { eventName, eventSource } = call.kind;
  if (rich) writeRichTarget(rich, draft);
  if (!subject) return;
  writeSubject(subject, draft);
  if (eventClass === authentication) {
    draft.json.putAt(P.service, eventSource);
    writeSignIn(record, eventName, additional.mfaUsed, draft);
  } else {
    writePolicy(record.requestParameters, draft);
  }
}
