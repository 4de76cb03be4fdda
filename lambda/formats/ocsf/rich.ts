import type { Draft } from "./draft.ts";
import { entityManagement, groupManagement, OTHER, type Target, userAccess } from "./event-class.ts";
import { putObject } from "./json-text.ts";
import { isObject, type JsonObject, objectOf, textOf } from "./values.ts";

const ASSIGN = 1;
const REVOKE = 2;

const GROUP_ACTIVITIES = new Map<string, number>([
  ["AttachGroupPolicy", ASSIGN],
  ["PutGroupPolicy", ASSIGN],
  ["DetachGroupPolicy", REVOKE],
  ["DeleteGroupPolicy", REVOKE],
  ["AddUserToGroup", 3],
  ["RemoveUserFromGroup", 4],
  ["DeleteGroup", 5],
  ["CreateGroup", 6],
  ["UpdateGroup", OTHER],
]);

const ACCESS_ACTIVITIES = new Map<string, number>([
  ["AttachUserPolicy", ASSIGN],
  ["PutUserPolicy", ASSIGN],
  ["AttachRolePolicy", ASSIGN],
  ["PutRolePolicy", ASSIGN],
  ["DetachUserPolicy", REVOKE],
  ["DeleteUserPolicy", REVOKE],
  ["DetachRolePolicy", REVOKE],
  ["DeleteRolePolicy", REVOKE],
]);

const POLICY = { type: "Policy", typeId: 5, field: "policy" } as const;
const INSTANCE_PROFILE = { type: "Instance Profile", typeId: OTHER, field: "instanceProfile" } as const;
const ENTITIES = new Map<string, readonly [activity: number, kind: typeof POLICY | typeof INSTANCE_PROFILE]>([
  ["CreatePolicy", [1, POLICY]],
  ["CreatePolicyVersion", [3, POLICY]],
  ["DeletePolicyVersion", [3, POLICY]],
  ["SetDefaultPolicyVersion", [3, POLICY]],
  ["DeletePolicy", [4, POLICY]],
  ["CreateInstanceProfile", [1, INSTANCE_PROFILE]],
  ["AddRoleToInstanceProfile", [3, INSTANCE_PROFILE]],
  ["RemoveRoleFromInstanceProfile", [3, INSTANCE_PROFILE]],
  ["DeleteInstanceProfile", [4, INSTANCE_PROFILE]],
]);

/**
 * The finer IAM classes: User Access Management (3005), Group Management (3006) and Entity Management (3004). A call
 * that lacks what its class requires, and every other call, gives undefined and keeps its standard class.
 */
export function describeRichly(record: JsonObject, draft: Draft): Target | undefined {
  const { eventSource, eventName } = record;
  if (eventSource !== "iam.amazonaws.com" || typeof eventName !== "string") return undefined;
  if (!isObject(record.requestParameters)) return undefined;
  return (
    describeGroup(eventName, record.requestParameters, draft) ??
    describeAccess(eventName, record.requestParameters, draft) ??
    describeEntity(eventName, record, draft)
  );
}

function describeGroup(eventName: string, parameters: JsonObject, { json }: Draft): Target | undefined {
  const activityId = GROUP_ACTIVITIES.get(eventName);
  const group = textOf(parameters.groupName);
  if (activityId === undefined || group === undefined) return undefined;
  const userName = textOf(parameters.userName);
  let members = putObject("", '"group":', json.put("", '"name":', group));
  members = putObject(members, '"user":', json.put("", '"name":', userName));
  return {
    eventClass: groupManagement,
    activityId,
    members: putPrivileges(members, parameters, json),
    userName,
  };
}

function describeAccess(eventName: string, parameters: JsonObject, { json }: Draft): Target | undefined {
  const activityId = ACCESS_ACTIVITIES.get(eventName);
  const userName = textOf(parameters.userName) ?? textOf(parameters.roleName);
  if (activityId === undefined || userName === undefined) return undefined;
  const user = putObject("", '"user":', json.put("", '"name":', userName));
  const members = putPrivileges(user, parameters, json);
  return members === user ? undefined : { eventClass: userAccess, activityId, members, userName };
}

/** The policy by its ARN, or by its name where it is written inline. */
function putPrivileges(members: string, parameters: JsonObject, json: Draft["json"]): string {
  const policy = textOf(parameters.policyArn) ?? textOf(parameters.policyName);
  return policy === undefined ? members : `${members},"privileges":[${json.quote(policy)}]`;
}

function describeEntity(eventName: string, record: JsonObject, { json }: Draft): Target | undefined {
  const entry = ENTITIES.get(eventName);
  if (!entry) return undefined;
  const [activityId, { type, typeId, field }] = entry;
  const parameters = objectOf(record.requestParameters);
  const created = objectOf(objectOf(record.responseElements)?.[field]);
  const name = textOf(parameters?.[`${field}Name`]) ?? textOf(created?.[`${field}Name`]);
  const uid = textOf(parameters?.[`${field}Arn`]) ?? textOf(created?.arn);
  const known = json.put(json.put("", '"name":', name), '"uid":', uid);
  if (known === "") return undefined;
  const members = `"entity":{${known},"type":"${type}","type_id":${typeId}}`;
  return { eventClass: entityManagement, activityId, members };
}
