import { AwsError } from "../../../../ops/local/aws/aws-error.ts";
import { Permissions } from "../../../../ops/local/aws/permissions.ts";
import type { AwsCall } from "../../../../ops/local/aws/service.ts";

const permissions = new Permissions();
permissions.restrict("ROLE", [
  { effect: "Allow", actions: ["s3:GetObject*"], resources: ["arn:aws:s3:::logs/AWSLogs/*"] },
  { effect: "Allow", actions: ["sqs:SendMessage"], resources: ["*"] },
  { effect: "Deny", actions: ["s3:*"], resources: ["arn:aws:s3:::logs/AWSLogs/secret/*"] },
]);

function call(action: string, resource: string): AwsCall {
  return { operation: action, action, resource, run: () => Promise.reject(new Error("not run")) };
}

test.each([
  ["s3:GetObjectVersion", "arn:aws:s3:::logs/AWSLogs/a", true],
  ["s3:getobject", "arn:aws:s3:::logs/AWSLogs/a", true],
  ["s3:GetObject", "arn:aws:s3:::logs/other/a", false],
  ["s3:GetObject", "arn:aws:s3:::logs/AWSLogs/secret/a", false],
  ["s3:PutObject", "arn:aws:s3:::logs/AWSLogs/a", false],
  ["sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", true],
  ["sqs:DeleteMessage", "arn:aws:sqs:us-east-1:111122223333:q", false],
])("%s on %s: %p", (action, resource, isAllowed) => {
  const check = (): void => permissions.check("ROLE", call(action, resource));

  if (isAllowed) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: expect.stringMatching(/^AccessDenied/) }));
});

test("a caller that is not restricted is the operator", () => {
  expect(() => permissions.check("SOMEONE", call("s3:DeleteBucket", "arn:aws:s3:::logs"))).not.toThrow();
  expect(() => permissions.check(undefined, call("s3:DeleteBucket", "arn:aws:s3:::logs"))).not.toThrow();
});

test("who may not list the bucket does not learn that a key is missing", () => {
  const missing = new AwsError("NoSuchKey", 404, "gone");
  const read = call("s3:GetObject", "arn:aws:s3:::logs/AWSLogs/a");

  expect(permissions.disguise("ROLE", read, missing)).toMatchObject({ code: "AccessDenied", status: 403 });
  expect(permissions.disguise("SOMEONE", read, missing)).toBe(missing);
});
