import { flat, keyOf } from "../json-key.ts";
import { type JsonObject, objectOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { identityFields } from "./identity-fields.ts";
import { relatedUsers } from "./related-users.ts";
import type { ReadText } from "./texts.ts";
import { isNamedByIssuer, readUser, type User, type UserIdKind, withName } from "./user.ts";

/** What a document says of who acted as far as `userIdentity` alone tells it: read once, and as finished JSON. */
export interface Actor extends Printed {
  readonly who: User;
  /** `aws.cloudtrail.user_identity`. */
  readonly fields?: string;
  readonly accountId?: string;
  /** The AWS service that made the call. */
  readonly service?: string;
}

interface Printed {
  /** The group `user`, where the record does nothing to one; undefined when there is nothing in it. */
  readonly user?: string;
  /** `related.user`, where the record names nobody else; undefined when it names nobody at all. */
  readonly related?: string;
}

/** Of a record without `userIdentity`. */
export const NOBODY: Actor = { who: {} };
const NOBODY_ELSE = {};
const NAME = keyOf("name");
const ID = keyOf("id");
const EMAIL = keyOf("email");

/** Reads who acted. */
export function readActor(identity: JsonObject, userId: UserIdKind, text: ReadText): Actor {
  const { type } = identity;
  const who = readUser(identity, userId, text);
  const { user, related } = printed(who);
  return {
    who,
    user,
    related,
    fields: identityFields(identity, isNamedByIssuer(type), text),
    accountId: text(identity.accountId),
    service: type === "AWSService" ? text(identity.invokedBy) : undefined,
  };
}

/** The actor of a record: `UserAuthentication` events name the user elsewhere. */
export function namedActor(actor: Actor, record: JsonObject, text: ReadText): Actor {
  if (actor.who.name !== undefined || record.eventName !== "UserAuthentication") return actor;
  const who = withName(actor.who, text(objectOf(record.additionalEventData).UserName));
  return { ...actor, who, ...printed(who) };
}

/** Members of `user`. */
export function putUser(json: JsonWriter, { name, id, email }: User): void {
  json.put(NAME, name);
  json.put(ID, id);
  json.put(EMAIL, email);
}

function printed(who: User): Printed {
  const json = new JsonWriter(true);
  putUser(json, who);
  const group = json.finish();
  return { user: group === "{}" ? undefined : flat(group), related: relatedUsers(who, NOBODY_ELSE) };
}
