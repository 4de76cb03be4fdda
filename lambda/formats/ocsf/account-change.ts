import { type Subject, subject } from "./authentication.ts";
import type { Draft } from "./draft.ts";
import type { Identity } from "./identity.ts";
import { putJson } from "./json-text.ts";
import { type JsonObject, objectOf, textOf } from "./values.ts";

/** Changes that a user makes to the own account; the record names nobody else. */
const SELF_SERVICE = new Set(["ChangePassword", "PasswordUpdated", "EmailUpdated", "AccountNameUpdated"]);

/** The user, role or group that an Account Change is about. */
export function changedUser(
  record: JsonObject,
  eventName: string,
  identity: Identity,
  draft: Draft,
): Subject {
  if (SELF_SERVICE.has(eventName)) {
    return subject(identity.name, identity.arn, identity.principal, record, draft);
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
  return subject(name, uid, textOf(user?.userId) ?? textOf(role?.roleId), record, draft);
}

/** The policy that is attached, detached or written: `policies` in newer versions, `policy` before. */
export function policyMembers(requestParameters: unknown, { json, edition }: Draft): string {
  const parameters = objectOf(requestParameters);
  const policy = json.put(
    json.put("", '"uid":', textOf(parameters?.policyArn)),
    '"name":',
    textOf(parameters?.policyName),
  );
  if (policy === "") return "";
  return edition.hasPolicies
    ? putJson("", '"policies":', `[{${policy}}]`)
    : putJson("", '"policy":', `{${policy}}`);
}
