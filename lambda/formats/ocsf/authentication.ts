import type { Identity } from "./identity.ts";
import { join, put, putJson, putObject } from "./json-text.ts";
import { parseIso, parseUsDate, rfc3339 } from "./timestamps.ts";
import { type JsonObject, objectOf, textOf } from "./values.ts";

/** Whom an event is about: the members of `user`, and the name where there is one. */
export interface Subject {
  readonly members: string;
  readonly name?: string;
}

/** The user who signs in: the role and session that are assumed, else the caller. */
export function signInUser(record: JsonObject, eventName: string, identity: Identity): Subject {
  if (!eventName.startsWith("AssumeRole")) {
    return subject(identity.name, identity.arn, identity.principal, record);
  }
  const parameters = objectOf(record.requestParameters);
  return subject(textOf(parameters?.roleSessionName), textOf(parameters?.roleArn), undefined, record);
}

/** A user by whatever of it is known; the receiving account when nothing is. */
export function subject(
  name: string | undefined,
  uid: string | undefined,
  uidAlt: string | undefined,
  record: JsonObject,
): Subject {
  const anchor = put(put("", '"name":', name), '"uid":', uid);
  if (anchor !== "") return { members: put(anchor, '"uid_alt":', uidAlt), name };
  const alternative = put("", '"uid_alt":', uidAlt);
  const account = textOf(record.recipientAccountId);
  if (account === undefined) return { members: put(alternative, '"name":', "Unknown") };
  return { members: putObject(alternative, '"account":', put("", '"uid":', account)) };
}

/** The members of an Authentication event that no other class has. */
export function signInMembers(record: JsonObject, eventName: string, mfaUsed: unknown): string {
  const session = sessionMembers(record.responseElements);
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
function sessionMembers(responseElements: unknown): string {
  const response = objectOf(responseElements);
  const user = objectOf(response?.assumedRoleUser);
  const credentials = objectOf(response?.credentials);
  let members = put("", '"uid":', textOf(user?.arn));
  members = put(members, '"uid_alt":', textOf(user?.assumedRoleId));
  members = put(members, '"credential_uid":', textOf(credentials?.accessKeyId));
  const expiration = credentials?.expiration;
  const ms = typeof expiration === "string" ? (parseUsDate(expiration) ?? parseIso(expiration)) : undefined;
  if (ms === undefined) return members;
  return join(members, `"expiration_time":${ms},"expiration_time_dt":"${rfc3339(ms)}"`);
}
