import type { RecordFields } from "../../record-fields.ts";
import type { Draft } from "./draft.ts";
import type { Identity } from "./identity.ts";
import { K } from "./keys.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { instantOf, usInstantOf } from "./timestamps.ts";
import { objectOf, textOf } from "./values.ts";

/** The user who signs in: the role and session that are assumed, else the caller. */
export function signInUser(record: RecordFields, eventName: string, identity: Identity): Subject {
  if (!eventName.startsWith("AssumeRole")) {
    return subjectOf(identity.name, identity.arn, identity.principal, record);
  }
  const parameters = objectOf(record.requestParameters);
  return subjectOf(textOf(parameters?.roleSessionName), textOf(parameters?.roleArn), undefined, record);
}

/** Writes the members of an Authentication event that no other class has. */
export function writeSignIn(record: RecordFields, eventName: string, mfaUsed: unknown, draft: Draft): void {
  const { json } = draft;
  writeSession(record.responseElements, draft);
  if (mfaUsed === "Yes") json.raw('"is_mfa":true');
  if (mfaUsed === "No") json.raw('"is_mfa":false');
  if (eventName === "AssumeRoleWithSAML") json.raw('"auth_protocol_id":5,"auth_protocol":"SAML"');
  if (eventName === "AssumeRoleWithWebIdentity") json.raw('"auth_protocol_id":4,"auth_protocol":"OpenID"');
}

/** The session that an AssumeRole call opened. */
function writeSession(responseElements: unknown, { json }: Draft): void {
  const response = objectOf(responseElements);
  const user = objectOf(response?.assumedRoleUser);
  const credentials = objectOf(response?.credentials);
  json.open('"session":{');
  json.put(K.uid, textOf(user?.arn));
  json.put(K.uidAlt, textOf(user?.assumedRoleId));
  json.put(K.credentialUid, textOf(credentials?.accessKeyId));
  const expiration = credentials?.expiration;
  const instant = typeof expiration === "string" ? (usInstantOf(expiration) ?? instantOf(expiration)) : null;
  if (instant) json.raw(`"expiration_time":${instant.ms},"expiration_time_dt":"${instant.text}"`);
  json.close();
}
