import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectHandouts, fileName } from "../../../ops/policies/collect-handouts.ts";
import { readDeployedOutputs } from "../../../ops/policies/deployed-outputs.ts";
import { ONE_DESTINATION, synthesized } from "../../lib/support/synthesized.ts";

const PLACE = {
  account: "111122223333",
  region: "eu-central-1",
  partition: "aws",
  urlSuffix: "amazonaws.com",
};
const KEY = "arn:aws:kms:eu-central-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const FOREIGN = {
  mode: "adopt",
  notifications: "s3",
  buckets: [{ name: "logs", account: "444455556666", keyArn: KEY }],
};
const { main } = ONE_DESTINATION.destinations;

const folder = mkdtempSync(join(tmpdir(), "policies-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function outputsFile(json: unknown): string {
  const file = join(folder, `${Math.random()}.json`);
  writeFileSync(file, typeof json === "string" ? json : JSON.stringify(json));
  return file;
}

describe("before a deployment", () => {
  it("spells out everything that configuration and place tell, and names what is left", () => {
    const stack = synthesized({ ...ONE_DESTINATION, source: FOREIGN });

    const [bucketPolicy, keyPolicy, notification] = collectHandouts(stack, { place: PLACE });

    expect(bucketPolicy).toMatchObject({
      name: "BucketPolicy",
      purpose: expect.stringContaining("bucket logs"),
      json: { Statement: [{ Resource: "arn:aws:s3:::logs/AWSLogs/*" }, { Resource: "arn:aws:s3:::logs" }] },
      open: ["output MainFunctionRole"],
    });
    expect(keyPolicy?.json).toMatchObject({
      Statement: [
        {
          Principal: { AWS: ["<output MainFunctionRole>"] },
          Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
        },
      ],
    });
    expect(notification).toMatchObject({
      json: {
        QueueConfigurations: [{ QueueArn: "arn:aws:sqs:eu-central-1:111122223333:CloudTrailForwarder-main" }],
      },
      open: [],
    });
  });

  it("asks for account and region where they are not given", () => {
    const stack = synthesized({ ...ONE_DESTINATION, source: FOREIGN });

    const handouts = collectHandouts(stack, { place: { partition: "aws", urlSuffix: "amazonaws.com" } });

    expect(new Set(handouts.flatMap(({ open }) => open))).toEqual(
      new Set(["output MainFunctionRole", "region", "account"]),
    );
  });

  it("names a topic that the stack makes by its resource", () => {
    const source = { mode: "adopt", bucketName: "logs", notifications: "s3" };
    const stack = synthesized({ destinations: { one: main, two: main }, source });

    const [notification] = collectHandouts(stack, { place: PLACE });

    expect(notification?.open).toEqual([expect.stringContaining("FanOutTopic")]);
  });

  it("is nothing for a new account", () => {
    expect(collectHandouts(synthesized(ONE_DESTINATION), { place: PLACE })).toEqual([]);
  });
});

describe("after a deployment", () => {
  const stack = synthesized({ ...ONE_DESTINATION, source: FOREIGN });
  const names = collectHandouts(stack, { place: PLACE }).map(({ name }) => `Handout${name}`);
  const values = Object.fromEntries(names.map((name) => [name, JSON.stringify({ exactly: name })]));

  it.each([
    ["cdk deploy --outputs-file", { CloudTrailForwarder: { ...values, Other: "text" } }],
    [
      "aws cloudformation describe-stacks",
      {
        Stacks: [
          {
            StackName: "CloudTrailForwarder",
            StackStatus: "CREATE_COMPLETE",
            Outputs: Object.entries(values).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          },
        ],
      },
    ],
  ])("takes the very values from what %s writes", (_tool, json) => {
    const deployed = readDeployedOutputs(outputsFile(json), stack.stackName);

    const handouts = collectHandouts(stack, { place: PLACE, deployed });

    expect(handouts.map(({ json }) => json)).toEqual(names.map((exactly) => ({ exactly })));
    expect(handouts.flatMap(({ open }) => open)).toEqual([]);
  });

  it("says when the stack was deployed with another configuration", () => {
    const deployed = readDeployedOutputs(outputsFile({ CloudTrailForwarder: {} }), stack.stackName);

    expect(() => collectHandouts(stack, { place: PLACE, deployed })).toThrow(
      "stack CloudTrailForwarder has no output HandoutBucketPolicy",
    );
  });

  it.each([
    ["another stack", { Audit: {} }, /got Audit$/],
    ["something else", [1, 2], /got another form$/],
    ["text", "not JSON", /--outputs .*JSON/],
  ])("says when the file is about %s", (_what, json, words) => {
    expect(() => readDeployedOutputs(outputsFile(json), stack.stackName)).toThrow(words);
  });
});

test("files are named as people name files", () => {
  expect(["BucketPolicy", "BucketNotification2", "BucketRoleTrustPolicy"].map(fileName)).toEqual([
    "bucket-policy.json",
    "bucket-notification-2.json",
    "bucket-role-trust-policy.json",
  ]);
});
