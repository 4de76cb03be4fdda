import type { RecordFields } from "../../record-fields.ts";
import type { Draft } from "./draft.ts";
import type { Identity } from "./identity.ts";
import { K } from "./keys.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { objectOf, textOf } from "./values.ts";

/** Changes that a user makes to the own account; the record names nobody else. */
const SELF_SERVICE = new Set(["ChangePassword", "PasswordUpdated", "EmailUpdated", "AccountNameUpdated"]);

/** The user, role or group that an Account Change is about. */
export function changedUser(record: RecordFields, eventName: string, identity: Identity): Subject {
  if (SELF_SERVICE.has(eventName)) {
    return subjectOf(identity.name, identity.arn, identity.principal, record);
  }
  const parameters = objectOf(record.requestParameters);
  const response = objectOf(record.responseElements);
  const user = objectOf(response?.user);
  const role = objectOf(response?.role);
  const name =
    textOf(parameters?.userName) ??
    textOf(parameters?.roleName) ??
    textOf(user?.userName) ??
    textOf(role?.roleName) ??
    textOf(objectOf(response?.accessKey)?.userName) ??
    textOf(objectOf(response?.loginProfile)?.userName) ??
    textOf(parameters?.groupName);
  const uid = textOf(user?.arn) ?? textOf(role?.arn);
  return subjectOf(name, uid, textOf(user?.userId) ?? textOf(role?.roleId), record);
}

/** Writes the policy that is attached, detached or put: `policies` in newer versions, `policy` before. */
export function writePolicy(requestParameters: unknown, { json, edition }: Draft): void {
  const parameters = objectOf(requestParameters);
  if (edition.hasPolicies) json.open('"policies":[');
  json.open(edition.hasPolicies ? "{" : '"policy":{');
  json.put(K.uid, textOf(parameters?.policyArn));
  json.put(K.name, textOf(parameters?.policyName));
  json.close();
  if (edition.hasPolicies) json.close("]");
}
