import { categoriesOf } from "../../../lambda/formats/ecs/categories.ts";

const UNKNOWN = { type: ["info"] };

test.each([
  ["AddUserToGroup", ["iam"], ["group", "change"]],
  ["CreateUser", ["iam"], ["user", "creation"]],
  ["AttachRolePolicy", ["iam"], ["change"]],
  ["ConsoleLogin", ["authentication"], ["info"]],
  ["AuthorizeSecurityGroupIngress", ["network"], ["access"]],
  ["TerminateSession", ["session"], ["end"]],
])("%s is what Elastic's table says", (name, category, type) => {
  expect(categoriesOf(name, false)).toEqual({ category, type });
});

test.each([
  "ListFunctions20150331",
  "CreateRole",
  "constructor",
  "__proto__",
  "toString",
  "",
  7,
  null,
  {},
  undefined,
])("%p has no category in Elastic's table", (name) => {
  expect(categoriesOf(name, false)).toEqual(UNKNOWN);
});

test("the extended table knows a versioned name by the name without its version", () => {
  expect(categoriesOf("ListFunctions20150331", true)).toEqual({ category: ["package"], type: ["info"] });
  expect(categoriesOf("AddPermission20150331v2", true)).toEqual({ category: ["api"], type: ["change"] });
});

test("the extended table reads the leading word, not a part of it", () => {
  expect(categoriesOf("GetGeneratedPolicy", true)).toEqual({ category: ["api"], type: ["info"] });
  expect(categoriesOf("CreateRole", true)).toEqual({ category: ["api"], type: ["creation"] });
  expect(categoriesOf("Getaway", true)).toEqual(UNKNOWN);
  expect(categoriesOf("action", true)).toEqual(UNKNOWN);
});
