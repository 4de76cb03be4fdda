import type { RecordFields } from "../../record-fields.ts";
import type { Draft } from "./draft.ts";
import { type EventClass, entityManagement, groupManagement, OTHER, userAccess } from "./event-class.ts";
import { K } from "./keys.ts";
import { isObject, type JsonObject, objectOf, textOf } from "./values.ts";

/** A call in one of the finer IAM classes. */
export interface RichTarget {
  readonly eventClass: EventClass;
  readonly activityId: number;
  readonly groupName?: string;
  readonly userName?: string;
  /** The policy by its ARN, or by its name where it is written inline. */
  readonly privilege?: string;
  readonly entity?: Entity;
}

interface Entity {
  readonly name?: string;
  readonly uid?: string;
  /** The members `type` and `type_id`. */
  readonly kind: string;
}

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

const POLICY = { field: "policy", kind: '"type":"Policy","type_id":5' };
const INSTANCE_PROFILE = { field: "instanceProfile", kind: '"type":"Instance Profile","type_id":99' };
const ENTITY_ACTIVITIES = new Map<string, readonly [activityId: number, kind: typeof POLICY]>([
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
export function richTargetOf(record: RecordFields): RichTarget | undefined {
  const { eventSource, eventName, requestParameters } = record;
  if (eventSource !== "iam.amazonaws.com" || typeof eventName !== "string") return undefined;
  if (!isObject(requestParameters)) return undefined;
  return (
    groupTarget(eventName, requestParameters) ??
    accessTarget(eventName, requestParameters) ??
    entityTarget(eventName, requestParameters, record.responseElements)
  );
}

/** Writes what is particular to the finer classes. */
export function writeRichTarget(target: RichTarget, { json }: Draft): void {
  json.open('"group":{');
  json.put(K.name, target.groupName);
  json.close();
  json.open('"user":{');
  json.put(K.name, target.userName);
  json.close();
  if (target.privilege !== undefined) {
    json.raw(`"privileges":[${json.quote(target.privilege)}]`);
  }
  if (target.entity) {
    json.open('"entity":{');
    json.put(K.name, target.entity.name);
    json.put(K.uid, target.entity.uid);
    json.raw(target.entity.kind);
    json.close();
  }
}

function groupTarget(eventName: string, parameters: JsonObject): RichTarget | undefined {
  const activityId = GROUP_ACTIVITIES.get(eventName);
  const groupName = textOf(parameters.groupName);
  if (activityId === undefined || groupName === undefined) return undefined;
  const userName = textOf(parameters.userName);
  return { eventClass: groupManagement, activityId, groupName, userName, privilege: privilegeOf(parameters) };
}

function accessTarget(eventName: string, parameters: JsonObject): RichTarget | undefined {
  const activityId = ACCESS_ACTIVITIES.get(eventName);
  const userName = textOf(parameters.userName) ?? textOf(parameters.roleName);
  const privilege = privilegeOf(parameters);
  if (activityId === undefined || userName === undefined || privilege === undefined) return undefined;
  return { eventClass: userAccess, activityId, userName, privilege };
}

function privilegeOf(parameters: JsonObject): string | undefined {
  return textOf(parameters.policyArn) ?? textOf(parameters.policyName);
}

function entityTarget(
  eventName: string,
  parameters: JsonObject,
  responseElements: unknown,
): RichTarget | undefined {
  const entry = ENTITY_ACTIVITIES.get(eventName);
  if (!entry) return undefined;
  const [activityId, { field, kind }] = entry;
  const created = objectOf(objectOf(responseElements)?.[field]);
  const name = textOf(parameters[`${field}Name`]) ?? textOf(created?.[`${field}Name`]);
  const uid = textOf(parameters[`${field}Arn`]) ?? textOf(created?.arn);
  if (name === undefined && uid === undefined) return undefined;
  return { eventClass: entityManagement, activityId, entity: { name, uid, kind } };
}
