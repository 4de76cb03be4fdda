/**
 * What no filter may drop unless somebody edits this list: the events by which an account is taken over or its eyes
 * are closed. Name → pattern.
 */
export const DEFAULT_GUARD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "root-sign-in": { userIdentity: { type: ["Root"] }, eventName: ["ConsoleLogin"] },
  "trail-changed": {
    eventSource: ["cloudtrail.amazonaws.com"],
    eventName: ["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "PutInsightSelectors"],
  },
  "flow-logs-deleted": { eventSource: ["ec2.amazonaws.com"], eventName: ["DeleteFlowLogs"] },
  "key-disabled": {
    eventSource: ["kms.amazonaws.com"],
    eventName: ["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy"],
  },
  "recorder-stopped": {
    eventSource: ["config.amazonaws.com"],
    eventName: ["StopConfigurationRecorder", "DeleteConfigurationRecorder", "DeleteDeliveryChannel"],
  },
  "detector-disabled": {
    eventSource: ["guardduty.amazonaws.com"],
    eventName: [
      "DeleteDetector",
      "UpdateDetector",
      "DisassociateFromAdministratorAccount",
      "DisassociateFromMasterAccount",
      "StopMonitoringMembers",
    ],
  },
  "findings-disabled": {
    eventSource: ["securityhub.amazonaws.com"],
    eventName: ["DisableSecurityHub", "BatchDisableStandards"],
  },
  "log-groups-deleted": {
    eventSource: ["logs.amazonaws.com"],
    eventName: ["DeleteLogGroup", "DeleteLogStream", "DeleteSubscriptionFilter"],
  },
  "organization-left": { eventSource: ["organizations.amazonaws.com"], eventName: ["LeaveOrganization"] },
  "mfa-removed": {
    eventSource: ["iam.amazonaws.com"],
    eventName: ["DeactivateMFADevice", "DeleteVirtualMFADevice"],
  },
};
