import { type Key, keyOf } from "../json-key.ts";
import { isObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { fieldName, otherShape } from "./field-rules.ts";
import { identityFields } from "./identity-fields.ts";
import { textReader } from "./texts.ts";
import { isNamedByIssuer, readUser, type User, type UserIdKind, withName } from "./user.ts";

/** What a document says of who acted as far as `userIdentity` alone tells it. Its texts are ready for JSON. */
export interface Actor {
  readonly who: User;
  /** `aws.cloudtrail.user_identity` as a member; undefined when nothing is in it. */
  readonly identity?: Key;
  readonly accountId?: string;
  /** The AWS service that made the call. */
  readonly service?: string;
}

/** Of a record without `userIdentity`. */
export const NOBODY: Actor = { who: {} };

const NAME = keyOf("name");
const ID = keyOf("id");
const EMAIL = keyOf("email");
const USER_IDENTITY = fieldName("user_identity");

/** Reads who acted, from values that it may keep. */
export function readActor(userIdentity: unknown, userId: UserIdKind): Actor {
  const text = textReader(false);
  const json = new JsonWriter(true);
  if (!isObject(userIdentity)) {
    otherShape(userIdentity, USER_IDENTITY, { json, text });
    return { who: {}, identity: json.piece() };
  }
  const { type } = userIdentity;
  const fields = identityFields(userIdentity, isNamedByIssuer(type), text);
  if (fields !== undefined) json.putJson(USER_IDENTITY.json, fields);
  return {
    who: readUser(userIdentity, userId, text),
    identity: json.piece(),
    accountId: text(userIdentity.accountId),
    service: type === "AWSService" ? text(userIdentity.invokedBy) : undefined,
  };
}

/** The actor under a name that the record tells elsewhere. */
export function namedActor(actor: Actor, name: string | undefined): Actor {
  return { ...actor, who: withName(actor.who, name) };
}

/** Members of `user`. */
export function putUser(json: JsonWriter, { name, id, email }: User): void {
  json.put(NAME, name);
  json.put(ID, id);
  json.put(EMAIL, email);
}
