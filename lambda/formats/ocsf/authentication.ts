import type { Draft } from "./draft.ts";
import type { Identity } from "./identity.ts";
import { join, putJson, putObject } from "./json-text.ts";
import { instantOf, usInstantOf } from "./timestamps.ts";
import { type JsonObject, objectOf, textOf } from "./values.ts";

/** Whom an event is about: the members of `user`, and the name where there is one. */
export interface Subject {
  readonly members: string;
  readonly name?: string;
}

/** The user who signs in: the role and session that are assumed, else the caller. */
export function signInUser(record: JsonObject, eventName: string, identity: Identity, draft: Draft): Subject {
  if (!eventName.startsWith("AssumeRole")) {
    return subject(identity.name, identity.arn, identity.principal, record, draft);
  }
  const parameters = objectOf(record.requestParameters);
  return subject(textOf(parameters?.roleSessionName), textOf(parameters?.roleArn), undefined, record, draft);
}

/** A user by whatever of it is known; the receiving account when nothing is. */
export function subject(
  name: string | undefined,
  uid: string | undefined,
  uidAlt: string | undefined,
  record: JsonObject,
  { json }: Draft,
): Subject {
  const anchor = json.put(json.put("", '"name":', name), '"uid":', uid);
  if (anchor !== "") return { members: json.put(anchor, '"uid_alt":', uidAlt), name };
  const alternative = json.put("", '"uid_alt":', uidAlt);
  const account = textOf(record.recipientAccountId);
  if (account === undefined) return { members: json.put(alternative, '"name":', "Unknown") };
  return { members: putObject(alternative, '"account":', json.put("", '"uid":', account)) };
}

/** The members of an Authentication event that no other class has. */
export function signInMembers(record: JsonObject, eventName: string, mfaUsed: unknown, draft: Draft): string {
  const session = sessionMembers(record.responseElements, draft);
  let members = putObject("", '"session":', session);
  if (mfaUsed === "Yes") members = putJson(members, '"is_mfa":', "true");
  if (mfaUsed === "No") members = putJson(members, '"is_mfa":', "false");
  if (eventName === "AssumeRoleWithSAML") {
    members = join(members, '"auth_protocol_id":5,"auth_protocol":"SAML"');
  } else if (eventName === "AssumeRoleWithWebIdentity") {
    members = join(members, '"auth_protocol_id":4,"auth_protocol":"OpenID"');
  }
  return members;
}

/** The session that an AssumeRole call opened. */
function sessionMembers(responseElements: unknown, { json }: Draft): string {
  const response = objectOf(responseElements);
  const user = objectOf(response?.assumedRoleUser);
  const credentials = objectOf(response?.credentials);
  let members = json.put("", '"uid":', textOf(user?.arn));
  members = json.put(members, '"uid_alt":', textOf(user?.assumedRoleId));
  members = json.put(members, '"credential_uid":', textOf(credentials?.accessKeyId));
  const expiration = credentials?.expiration;
  if (typeof expiration !== "string") return members;
  const instant = usInstantOf(expiration) ?? instantOf(expiration);
  if (!instant) return members;
  return join(members, `"expiration_time":${instant.ms},"expiration_time_dt":"${instant.text}"`);
}
