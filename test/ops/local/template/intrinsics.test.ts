import { Intrinsics } from "../../../../ops/local/template/intrinsics.ts";

/** Text with `#{` for the `${` of CloudFormation, which in a plain string looks like a mistake. */
const sub = (text: string): string => text.replaceAll("#", "$");

const TEMPLATE = {
  Resources: {
    Bucket: { Type: "AWS::S3::Bucket", Properties: {} },
    Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: { "Fn::Sub": sub("#{AWS::StackName}-q") } } },
    Topic: { Type: "AWS::SNS::Topic" },
    Role: { Type: "AWS::IAM::Role" },
    Trail: { Type: "AWS::CloudTrail::Trail", Properties: { TrailName: "org" } },
  },
  Parameters: { Size: { Type: "Number", Default: 5 } },
  Mappings: { Regions: { "us-east-1": { name: "Virginia" } } },
  Conditions: {
    IsChina: { "Fn::Equals": [{ Ref: "AWS::Partition" }, "aws-cn"] },
    IsHere: { "Fn::Not": [{ Condition: "IsChina" }] },
    Both: {
      "Fn::And": [{ Condition: "IsHere" }, { "Fn::Or": [{ Condition: "IsChina" }, { Condition: "IsHere" }] }],
    },
  },
};

const intrinsics = new Intrinsics(TEMPLATE, "Stack", (name) => `http://127.0.0.1:1/111122223333/${name}`);

test.each([
  ["a reference to a bucket: its name", { Ref: "Bucket" }, "stack-bucket"],
  ["a reference to a queue: its URL", { Ref: "Queue" }, "http://127.0.0.1:1/111122223333/Stack-q"],
  ["a reference to a topic: its ARN", { Ref: "Topic" }, "arn:aws:sns:us-east-1:111122223333:Stack-Topic"],
  ["a parameter: its default", { Ref: "Size" }, 5],
  ["a pseudo parameter", { Ref: "AWS::AccountId" }, "111122223333"],
  ["the ARN of a bucket", { "Fn::GetAtt": ["Bucket", "Arn"] }, "arn:aws:s3:::stack-bucket"],
  ["the ARN of a role", { "Fn::GetAtt": "Role.Arn" }, "arn:aws:iam::111122223333:role/Stack-Role"],
  ["the name of a queue", { "Fn::GetAtt": ["Queue", "QueueName"] }, "Stack-q"],
  ["a join", { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":x"]] }, "arn:aws:x"],
  [
    "a substitution",
    { "Fn::Sub": sub("#{Trail.Arn}/#{!Literal}/#{Size}") },
    sub("arn:aws:cloudtrail:us-east-1:111122223333:trail/org/#{Literal}/5"),
  ],
  ["a substitution with variables", { "Fn::Sub": [sub("#{a}-b"), { a: { Ref: "Trail" } }] }, "org-b"],
  ["a choice from a split", { "Fn::Select": [1, { "Fn::Split": [":", "a:b:c"] }] }, "b"],
  ["a map", { "Fn::FindInMap": ["Regions", { Ref: "AWS::Region" }, "name"] }, "Virginia"],
  ["a condition", { "Fn::If": ["Both", "here", "there"] }, "here"],
  [
    "a value that is none",
    { a: 1, b: { Ref: "AWS::NoValue" }, c: [{ Ref: "AWS::NoValue" }, 2] },
    { a: 1, c: [2] },
  ],
])("resolves %s", (_what, value, expected) => {
  expect(intrinsics.resolve(value)).toEqual(expected);
});

test.each([
  ["a function it does not know", { "Fn::ImportValue": "x" }, /Fn::ImportValue/],
  ["a resource that does not exist", { Ref: "Nobody" }, /"Nobody"/],
  ["a condition that does not exist", { "Fn::If": ["Nothing", 1, 2] }, /"Nothing"/],
])("refuses %s", (_what, value, message) => {
  expect(() => intrinsics.resolve(value)).toThrow(message);
});
