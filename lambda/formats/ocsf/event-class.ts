import type { JsonWriter } from "../json-writer.ts";
import { K } from "./keys.ts";

/** An OCSF event class, with the captions of its activities. */
export interface EventClass {
  readonly uid: number;
  readonly name: string;
  readonly categoryUid: number;
  readonly categoryName: string;
  readonly activities: Readonly<Record<number, string>>;
}

/** The activity for which the source's own word is the name. */
export const OTHER = 99;

const IAM = { categoryUid: 3, categoryName: "Identity & Access Management" } as const;

export const baseEvent: EventClass = {
  uid: 0,
  name: "Base Event",
  categoryUid: 0,
  categoryName: "Uncategorized",
  activities: {},
};

export const detectionFinding: EventClass = {
  uid: 2004,
  name: "Detection Finding",
  categoryUid: 2,
  categoryName: "Findings",
  activities: { 0: "Unknown", 1: "Create", 3: "Close" },
};

export const accountChange: EventClass = {
  uid: 3001,
  name: "Account Change",
  ...IAM,
  activities: {
    1: "Create",
    3: "Password Change",
    4: "Password Reset",
    6: "Delete",
    7: "Attach Policy",
    8: "Detach Policy",
    10: "MFA Factor Enable",
    11: "MFA Factor Disable",
  },
};

export const authentication: EventClass = {
  uid: 3002,
  name: "Authentication",
  ...IAM,
  activities: { 1: "Logon" },
};

export const entityManagement: EventClass = {
  uid: 3004,
  name: "Entity Management",
  ...IAM,
  activities: { 1: "Create", 3: "Update", 4: "Delete" },
};

export const userAccess: EventClass = {
  uid: 3005,
  name: "User Access Management",
  ...IAM,
  activities: { 1: "Assign Privileges", 2: "Revoke Privileges" },
};

export const groupManagement: EventClass = {
  uid: 3006,
  name: "Group Management",
  ...IAM,
  activities: {
    1: "Assign Privileges",
    2: "Revoke Privileges",
    3: "Add User",
    4: "Remove User",
    5: "Delete",
    6: "Create",
  },
};

export const apiActivity: EventClass = {
  uid: 6003,
  name: "API Activity",
  categoryUid: 6,
  categoryName: "Application Activity",
  activities: { 1: "Create", 2: "Read", 3: "Update", 4: "Delete" },
};

/**
 * Writes what every event starts with: class, category, type, severity and activity. `ownName` is the source's word,
 * used as the activity's name where the class has no better one than "Other".
 */
export function writeClass(
  eventClass: EventClass,
  activityId: number,
  ownName: string,
  json: JsonWriter,
): void {
  json.raw(headOf(eventClass, activityId, eventClass.uid * 100 + activityId));
  if (eventClass.activities[activityId] === undefined) json.put(K.activityName, ownName);
}

function headOf(eventClass: EventClass, activityId: number, typeUid: number): string {
  const caption = eventClass.activities[activityId];
  const head = JSON.stringify({
    class_uid: eventClass.uid,
    class_name: eventClass.name,
    category_uid: eventClass.categoryUid,
    category_name: eventClass.categoryName,
    type_uid: typeUid,
    type_name: `${eventClass.name}: ${caption ?? "Other"}`,
    severity_id: 1,
    severity: "Informational",
    activity_id: activityId,
    activity_name: caption,
  });
  return head.slice(1, -1);
}
