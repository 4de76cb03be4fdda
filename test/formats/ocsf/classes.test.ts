import { at, call, eventOf } from "./event.ts";

const typeOf = (eventSource: string, eventName: string, changes = {}) => {
  const event = eventOf(call({ eventSource, eventName, ...changes }));
  return `${event.class_uid}/${event.activity_id} ${event.activity_name}`;
};

test.each([
  ["sts.amazonaws.com", "AssumeRole", "3002/1 Logon"],
  ["sts.amazonaws.com", "AssumeRoleWithWebIdentity", "3002/1 Logon"],
  ["signin.amazonaws.com", "ConsoleLogin", "3002/1 Logon"],
  ["signin.amazonaws.com", "CheckMfa", "3002/99 CheckMfa"],
  ["signin.amazonaws.com", "CredentialChallenge", "3002/99 CredentialChallenge"],
  ["sts.amazonaws.com", "GetCallerIdentity", "6003/2 Read"],
  ["iam.amazonaws.com", "CreateUser", "3001/1 Create"],
  ["iam.amazonaws.com", "ChangePassword", "3001/3 Password Change"],
  ["iam.amazonaws.com", "UpdateLoginProfile", "3001/4 Password Reset"],
  ["iam.amazonaws.com", "DeleteAccessKey", "3001/6 Delete"],
  ["iam.amazonaws.com", "PutRolePolicy", "3001/7 Attach Policy"],
  ["iam.amazonaws.com", "AddRoleToInstanceProfile", "3001/7 Attach Policy"],
  ["iam.amazonaws.com", "DeleteRolePermissionsBoundary", "3001/8 Detach Policy"],
  ["iam.amazonaws.com", "RemoveUserFromGroup", "3001/8 Detach Policy"],
  ["iam.amazonaws.com", "EnableMFADevice", "3001/10 MFA Factor Enable"],
  ["iam.amazonaws.com", "DeactivateMFADevice", "3001/11 MFA Factor Disable"],
  ["iam.amazonaws.com", "DeletePolicy", "3001/99 DeletePolicy"],
  ["iam.amazonaws.com", "DeleteServiceLinkedRole", "3001/99 DeleteServiceLinkedRole"],
  ["iam.amazonaws.com", "UpdateAccessKey", "3001/99 UpdateAccessKey"],
  ["iam.amazonaws.com", "CreateGroup", "6003/1 Create"],
  ["iam.amazonaws.com", "CreatePolicy", "6003/1 Create"],
])("%s %s is %s", (eventSource, eventName, expected) => {
  expect(typeOf(eventSource, eventName)).toBe(expected);
});

test("a user that another service creates is no account of IAM", () => {
  expect(typeOf("memorydb.amazonaws.com", "CreateUser")).toBe("6003/1 Create");
  expect(typeOf("example.com", "AssumeRole")).toBe("6003/99 AssumeRole");
});

test.each([
  ["RunInstances", "6003/1 Create"],
  ["ListFunctions20150331", "6003/2 Read"],
  ["BatchGetItem", "6003/2 Read"],
  ["HeadObject", "6003/2 Read"],
  ["ChangeResourceRecordSets", "6003/3 Update"],
  ["TerminateInstances", "6003/4 Delete"],
  ["SendCommand", "6003/99 SendCommand"],
  ["BatchWriteItem", "6003/99 BatchWriteItem"],
  ["action", "6003/99 action"],
])("the leading word of %s makes it %s", (eventName, expected) => {
  expect(typeOf("example.amazonaws.com", eventName)).toBe(expected);
});

test.each(["GetGeneratedPolicy", "ListRuns", "DescribeCreateAccountStatus"])(
  "%s is a read, whatever words follow the first",
  (eventName) => {
    expect(typeOf("example.amazonaws.com", eventName)).toBe("6003/2 Read");
  },
);

test("a call without a known word is a read when CloudTrail says that it only reads", () => {
  expect(typeOf("kms.amazonaws.com", "Decrypt", { readOnly: true })).toBe("6003/2 Read");
  expect(typeOf("kms.amazonaws.com", "Decrypt", { readOnly: false })).toBe("6003/99 Decrypt");
});

test("rich mode names the group, and the privileges that a user is given", () => {
  const requestParameters = {
    groupName: "admins",
    userName: "bob",
    policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  };
  const rich = (eventName: string) =>
    eventOf(call({ eventSource: "iam.amazonaws.com", eventName, requestParameters }), { mode: "rich" });

  const added = rich("AddUserToGroup");
  expect(added.type_name).toBe("Group Management: Add User");
  expect(at(added, "group.name")).toBe("admins");
  expect(at(added, "user.name")).toBe("bob");

  const attached = rich("AttachUserPolicy");
  expect(attached.type_name).toBe("User Access Management: Assign Privileges");
  expect(attached.privileges).toEqual(["arn:aws:iam::aws:policy/AdministratorAccess"]);
  expect(at(attached, "src_endpoint.ip")).toBe("203.0.113.7");

  expect(rich("DeletePolicy").type_name).toBe("Entity Management: Delete");
});

test("rich mode keeps the standard class where the finer one lacks what it requires", () => {
  const record = call({
    eventSource: "iam.amazonaws.com",
    eventName: "AttachUserPolicy",
    requestParameters: null,
  });

  expect(eventOf(record, { mode: "rich" }).class_uid).toBe(3001);
});

test("rich mode changes nothing in 1.1.0, whose IAM classes have no source address", () => {
  const record = call({
    eventSource: "iam.amazonaws.com",
    eventName: "AddUserToGroup",
    requestParameters: { groupName: "admins", userName: "bob" },
  });

  expect(eventOf(record, { version: "1.1.0", mode: "rich" })).toEqual(eventOf(record, { version: "1.1.0" }));
});
