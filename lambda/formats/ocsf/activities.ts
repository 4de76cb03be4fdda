import { memoize } from "../memo.ts";
import { accountChange, authentication, type EventClass, OTHER } from "./event-class.ts";

const CREATE = 1;
const READ = 2;
const UPDATE = 3;
const DELETE = 4;

const API_WORDS = new Map<string, number>();
for (const [id, words] of [
  [CREATE, "Create Run Generate"],
  [READ, "Get List Describe Search Lookup Head"],
  [
    UPDATE,
    "Update Put Modify Add Remove Start Stop Attach Detach Associate Disassociate Tag Untag Enable Disable Register Deregister Set Change",
  ],
  [DELETE, "Delete Terminate"],
] as const) {
  for (const word of words.split(" ")) API_WORDS.set(word, id);
}

const NO_LOGON = new Set(["CheckMfa", "CredentialChallenge", "CredentialVerification"]);

/** Account Change names whose activity their leading word does not tell. */
const ACCOUNT_EXCEPTIONS = new Map<string, number>([
  ["ChangePassword", 3],
  ["PasswordUpdated", 3],
  ["UpdateLoginProfile", 4],
  ["AddUserToGroup", 7],
  ["AddRoleToInstanceProfile", 7],
  ["DeleteGroupPolicy", 8],
  ["DeleteRolePolicy", 8],
  ["DeleteUserPolicy", 8],
  ["DeleteRolePermissionsBoundary", 8],
  ["DeleteUserPermissionsBoundary", 8],
  ["EnableMFADevice", 10],
  ["ResyncMFADevice", 10],
  ["DeactivateMFADevice", 11],
  ["DeleteVirtualMFADevice", 11],
  ["DeleteAccountAlias", OTHER],
  ["DeleteAccountPasswordPolicy", OTHER],
  ["DeletePolicy", OTHER],
  ["DeleteServiceLinkedRole", OTHER],
]);
const ACCOUNT_WORDS = new Map<string, number>([
  ["Create", 1],
  ["Delete", 6],
  ["Attach", 7],
  ["Put", 7],
  ["Detach", 8],
  ["Remove", 8],
]);

/** The activity id of a call within its class. */
export function activityOf(eventClass: EventClass, eventName: string, readOnly: unknown): number {
  if (eventClass === authentication) return NO_LOGON.has(eventName) ? OTHER : 1;
  if (eventClass === accountChange) {
    return ACCOUNT_EXCEPTIONS.get(eventName) ?? ACCOUNT_WORDS.get(leadingWord(eventName)) ?? OTHER;
  }
  return apiActivityOf(eventName, readOnly);
}

function apiActivityOf(eventName: string, readOnly: unknown): number {
  const id = activityByName(eventName);
  if (id !== OTHER) return id;
  return readOnly === true || readOnly === "true" ? READ : OTHER;
}

const activityByName = memoize((eventName) => {
  const word = leadingWord(eventName);
  const isBatchGet = word === "Batch" && leadingWord(eventName.slice(5)) === "Get";
  return isBatchGet ? READ : (API_WORDS.get(word) ?? OTHER);
});

/** `Describe` of `DescribeDBInstances`: everything before the second capital letter, digit or other sign. */
function leadingWord(name: string): string {
  let end = 1;
  while (end < name.length && isLowerCase(name.charCodeAt(end))) end++;
  return name.slice(0, end);
}

function isLowerCase(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
