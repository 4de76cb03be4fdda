/**
 * `event.category` and `event.type` by event name.
 *
 * The first table is that of Elastic's CloudTrail pipeline (aws package, data stream cloudtrail, commit 7d5030ab):
 * keyed by eventName alone, exact match. The words are this project's extension, used on request.
 */
export interface Categories {
  /** `event.category`; undefined when the table has no entry. */
  readonly category?: readonly string[];
  /** `event.type`. */
  readonly type: readonly string[];
}

const TABLE: readonly (readonly [category: string, types: string, eventNames: string])[] = [
  [
    "iam",
    "group change",
    "AddUserToGroup AttachGroupPolicy DeleteGroupPolicy DetachGroupPolicy PutGroupPolicy RemoveUserFromGroup UpdateGroup",
  ],
  ["iam", "group creation", "CreateGroup"],
  ["iam", "group deletion", "DeleteGroup"],
  ["iam", "group info", "GetGroup GetGroupPolicy ListAttachedGroupPolicies ListGroupPolicies ListGroups"],
  [
    "iam",
    "user change",
    "AttachUserPolicy ChangePassword CreateAccessKey CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey " +
      "DeleteSSHPublicKey DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachUserPolicy " +
      "EnableMFADevice PutUserPermissionsBoundary PutUserPolicy TagUser UntagUser UpdateAccessKey UpdateLoginProfile " +
      "UpdateSSHPublicKey UpdateUser",
  ],
  ["iam", "user creation", "CreateUser"],
  ["iam", "user deletion", "DeleteUser"],
  [
    "iam",
    "user info",
    "GetUser GetUserPolicy ListAttachedUserPolicies ListGroupsForUser ListUserPolicies ListUsers ListUserTags",
  ],
  ["iam", "admin creation", "CreateKeyPair"],
  [
    "iam",
    "admin change",
    "SetDefaultPolicyVersion SetSecurityTokenServicePreferences UpdateAccountPasswordPolicy UpdateRole",
  ],
  ["iam", "info", "ListRoles GetPolicy ListAttachedRolePolicies"],
  ["iam", "creation", "CreatePolicy"],
  ["iam", "change", "AttachRolePolicy"],
  ["authentication", "info", "AssumeRole ConsoleLogin GetCallerIdentity"],
  ["file", "creation", "CreateBucket CreateDocument"],
  ["file", "deletion", "DeleteBucket DeleteObject"],
  ["file", "change", "PutObject"],
  ["file", "info", "ListBuckets ListObjects HeadObject GetObject"],
  ["host", "info", "DescribeInstances DescribeVolumes ListInstanceAssociations"],
  [
    "network",
    "info",
    "DescribeSecurityGroups DescribeNetworkInterfaces DescribeVpcs DescribeNetworkAcls DescribeLoadBalancers",
  ],
  ["network", "access", "AuthorizeSecurityGroupIngress"],
  ["configuration", "info", "DescribeTrails"],
  ["configuration", "creation", "CreateTopic"],
  ["configuration", "change", "Subscribe"],
  ["configuration", "deletion", "DeleteTrail"],
  ["database", "info", "ListTables DescribeDBInstances"],
  ["package", "info", "ListFunctions"],
  ["api", "info", "DescribeRegions Publish Converse"],
  ["process", "start", "SendCommand"],
  [
    "session",
    "start",
    "StartSession CreateControlChannel OpenControlChannel CreateDataChannel OpenDataChannel",
  ],
  ["session", "end", "TerminateSession"],
];

const WORDS: readonly (readonly [type: string, words: string])[] = [
  ["creation", "Create Run Generate"],
  ["info", "Get List Describe Search Lookup BatchGet Head"],
  [
    "change",
    "Update Put Modify Add Remove Start Stop Attach Detach Associate Disassociate Tag Untag Enable Disable Register Deregister Set Change",
  ],
  ["deletion", "Delete Terminate"],
];

const BY_NAME = new Map(
  TABLE.flatMap(([category, types, names]) =>
    names.split(" ").map((name) => [name, entry(category, types)] as const),
  ),
);
const BY_WORD = new Map(
  WORDS.flatMap(([type, words]) => words.split(" ").map((word) => [word, entry("api", type)] as const)),
);
const UNKNOWN: Categories = { type: ["info"] };

function entry(category: string, types: string): Categories {
  return { category: [category], type: types.split(" ") };
}

const LEADING_WORD = /^(?:BatchGet|[A-Z][a-z]+)(?![a-z])/;
// `ListFunctions20150331`, `AddPermission20150331v2`
const VERSION_SUFFIX = /\d{8}(?:v\d+)?$/;

/** Category and types of an event name; with `isExtended`, also by its leading word and without its API version. */
export function categoriesOf(eventName: unknown, isExtended: boolean): Categories {
  if (typeof eventName !== "string") return UNKNOWN;
  const exact = BY_NAME.get(eventName);
  if (exact || !isExtended) return exact ?? UNKNOWN;
  const name = eventName.replace(VERSION_SUFFIX, "");
  return BY_NAME.get(name) ?? BY_WORD.get(LEADING_WORD.exec(name)?.[0] ?? "") ?? UNKNOWN;
}
