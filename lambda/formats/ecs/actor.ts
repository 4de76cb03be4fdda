import { keyOf } from "../json-key.ts";
import { type JsonObject, objectOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { identityFields } from "./identity-fields.ts";
import { relatedUsers } from "./related.ts";
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
  /** Members of `user`; undefined when there are none. */
  readonly user?: string;
  /** `related.user`, where the record names nobody else; undefined when it names nobody at all. */
  readonly related?: string;
}

const NOBODY_ELSE = {};
const NAME = keyOf("name");
const ID = keyOf("id");
const EMAIL = keyOf("email");

/** Reads who acted. */
export function readActor(identity: JsonObject, userId: UserIdKind, text: ReadText): Actor {
  const { type } = identity;
  const who = readUser(identity, userId, text);
  return {
    who,
    ...printed(who),
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

function printed(who: User): Printed {
  const json = new JsonWriter(true);
  json.put(NAME, who.name);
  json.put(ID, who.id);
  json.put(EMAIL, who.email);
  const user = json.finish();
  return { user: user === "{}" ? undefined : user.slice(1, -1), related: relatedUsers(who, NOBODY_ELSE) };
}
