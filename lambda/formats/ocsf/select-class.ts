import type { KindFields } from "../call-kinds.ts";
import {
  accountChange,
  apiActivity,
  authentication,
  baseEvent,
  detectionFinding,
  type EventClass,
} from "./event-class.ts";

const SIGN_IN_NAMES = new Set([
  "ConsoleLogin",
  "ExternalIdPDirectoryLogin",
  "CheckMfa",
  "CredentialChallenge",
  "CredentialVerification",
  "UserAuthentication",
  "AssumeRole",
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
]);

/** AWS's own list as far as it is known; CreateGroup and CreatePolicy are not in it. */
const ACCOUNT_NAMES = new Set(
  `AccountNameUpdated AddRoleToInstanceProfile AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy
  ChangePassword CreateAccessKey CreateAccountAlias CreateInstanceProfile CreateLoginProfile CreateRole
  CreateServiceLinkedRole CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteAccountAlias
  DeleteAccountPasswordPolicy DeleteGroup DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile DeletePolicy
  DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteServiceLinkedRole DeleteUser
  DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy
  DetachUserPolicy EmailUpdated EnableMFADevice FinalizeSmsMfaRegistration PasswordUpdated PutGroupPolicy
  PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy RemoveRoleFromInstanceProfile
  RemoveUserFromGroup RequestSmsMfaRegistration ResyncMFADevice TagInstanceProfile TagRole TagUser
  UntagInstanceProfile UntagRole UntagUser UpdateAccessKey UpdateAccountEmailAddress UpdateAccountName
  UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateGroup UpdateLoginProfile UpdateRole UpdateRoleDescription
  UpdateUser`.split(/\s+/),
);

/** The event class of a record; the first rule that holds. Source and name count together, never the name alone. */
export function selectClass(
  record: Pick<KindFields, "eventCategory" | "eventType" | "eventSource" | "eventName">,
): EventClass {
  const { eventCategory, eventType, eventSource, eventName } = record;
  if (eventCategory === "Insight" || eventType === "AwsCloudTrailInsight") return detectionFinding;
  if (eventCategory === "Aggregated" || eventType === "AwsAggregatedEvent") return baseEvent;
  if (typeof eventSource !== "string" || typeof eventName !== "string") return apiActivity;
  switch (eventSource) {
    case "sts.amazonaws.com":
      return SIGN_IN_NAMES.has(eventName) ? authentication : apiActivity;
    case "signin.amazonaws.com":
      if (SIGN_IN_NAMES.has(eventName)) return authentication;
      return ACCOUNT_NAMES.has(eventName) ? accountChange : apiActivity;
    case "iam.amazonaws.com":
    case "account.amazonaws.com":
      return ACCOUNT_NAMES.has(eventName) ? accountChange : apiActivity;
    default:
      return apiActivity;
  }
}
