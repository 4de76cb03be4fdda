import { App } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { readSettings } from "../../lib/context.ts";
import { ForwarderStack } from "../../lib/forwarder-stack.ts";
import { projectContext } from "../../lib/synth.ts";
import { ONE_DESTINATION, STUB_HANDLER } from "./support/synthesized.ts";

const TOPIC = "arn:aws:sns:eu-west-1:444455556666:trail-notices";
const ROLE = "arn:aws:iam::444455556666:role/log-reader";

function annotationsOf(forwarder: object): Annotations {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    context: {
      ...projectContext(),
      "aws:cdk:bundling-stacks": [],
      "@aws-cdk/core:annotationsInValidationReport": false,
    },
  });
  const stack = new ForwarderStack(app, "Stack", {
    settings: readSettings({ forwarder }),
    entry: STUB_HANDLER,
  });
  return Annotations.fromStack(stack);
}

function warningsOf(forwarder: object): string[] {
  return annotationsOf(forwarder)
    .findWarning("*", Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

test("synth says how long a destination may be down with these settings", () => {
  const queue = { rideThroughHours: 96, maxReceives: 250 };
  const [info] = annotationsOf({ ...ONE_DESTINATION, queue }).findInfo("*", Match.anyValue());
  expect(info?.entry.data).toContain("may be down for 122.0 hours");
  expect(info?.entry.data).toContain("rideThroughHours asks for 96");
});

describe("what synth warns about", () => {
  it("is nothing for a new account with a destination", () => {
    expect(warningsOf(ONE_DESTINATION)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ["a missing destination", {}, /No destination is configured/],
    [
      "a bucket that its owner has to let announce",
      { ...ONE_DESTINATION, source: { mode: "adopt", bucketName: "logs" } },
      /Apply the output HandoutBucketNotification/,
    ],
    [
      "the region to deploy in",
      {
        ...ONE_DESTINATION,
        source: { mode: "adopt", notifications: "s3", buckets: [{ name: "logs", region: "eu-west-1" }] },
      },
      /Deploy this stack in eu-west-1/,
    ],
    [
      "a topic that its owner has to open first",
      { ...ONE_DESTINATION, source: { notifications: "sns", topicArn: TOPIC } },
      /before deploying, its policy must let/,
    ],
    [
      "a role that anybody in the account may take on",
      {
        ...ONE_DESTINATION,
        source: {
          mode: "adopt",
          bucketName: "logs",
          notifications: "cloudtrail-sns",
          topicArn: TOPIC,
          bucketRole: { arn: ROLE },
        },
      },
      /Set source\.bucketRole\.externalId/,
    ],
  ])("is %s", (_name, forwarder, words) => {
    const warnings = warningsOf(forwarder);

    expect(warnings.filter((warning) => words.test(warning))).toHaveLength(1);
  });
});
