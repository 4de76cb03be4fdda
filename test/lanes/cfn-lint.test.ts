import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ONE_DESTINATION, synthesized } from "../lib/support/synthesized.ts";
import { isInstalled } from "./daemon.ts";

/**
 * AWS's own linter over the templates: `pip install cfn-lint`, found on the PATH or named by the variable CFN_LINT. It knows
 * the resource schemas of every region.
 */

const CFN_LINT = process.env.CFN_LINT ?? "cfn-lint";

const KEY = "arn:aws:kms:eu-central-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const TOPIC = "arn:aws:sns:eu-west-1:444455556666:trail-notices";
const ROLE = { arn: "arn:aws:iam::444455556666:role/log-reader", externalId: "forwarder-1" };
const { main } = ONE_DESTINATION.destinations;

const CONFIGURATIONS: readonly (readonly [name: string, forwarder: object])[] = [
  ["a new account", {}],
  ["two destinations behind a topic", { destinations: { one: main, two: main } }],
  ["EventBridge", { source: { notifications: "eventbridge" } }],
  [
    "an organization's trail with a topic, by a delegated administrator",
    {
      source: {
        notifications: "cloudtrail-sns",
        organizationId: "o-exampleorg1",
        managementAccount: "444455556666",
      },
    },
  ],
  [
    "everything a trail and its bucket can have",
    {
      source: {
        key: KEY,
        objectLock: { mode: "GOVERNANCE", days: 10 },
        replication: { bucketArn: "arn:aws:s3:::copies", account: "444455556666", keyArn: KEY },
        trail: {
          management: "write",
          excludeManagementSources: ["kms.amazonaws.com"],
          dataEvents: [{ type: "AWS::S3::Object", arnStartsWith: ["arn:aws:s3:::payments/"] }],
          networkActivity: [{ eventSource: "ec2.amazonaws.com", deniedOnly: true }],
          insights: ["ApiCallRateInsight"],
          aggregation: ["API_ACTIVITY"],
        },
      },
    },
  ],
  ["signed messages of a topic", { source: { notifications: "sns", verifySnsSignature: true } }],
  ["an adopted bucket", { source: { mode: "adopt", bucketName: "logs" } }],
  [
    "an adopted bucket behind a topic and a role",
    {
      source: {
        mode: "adopt",
        bucketName: "logs",
        notifications: "cloudtrail-sns",
        topicArn: TOPIC,
        bucketRole: ROLE,
      },
    },
  ],
];

/** Findings that are no mistakes of ours, each with the reason. */
const IGNORED = [
  "W3005", // The CDK lets a function wait for its role twice; the second time does nothing.
];

const REGIONS = ["us-east-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1"];

(isInstalled(CFN_LINT, "--version") ? describe : describe.skip)(
  "cfn-lint (skipped when it is not installed)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "cfn-lint-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("finds nothing in the templates, in any partition", () => {
      const files = CONFIGURATIONS.map(([name, forwarder]) => {
        const file = join(folder, `${name.replace(/\W+/g, "-")}.template.json`);
        writeFileSync(file, JSON.stringify(synthesized({ ...ONE_DESTINATION, ...forwarder }).template));
        return file;
      });

      const { stdout, status } = spawnSync(
        CFN_LINT,
        ["--ignore-checks", ...IGNORED, "--regions", ...REGIONS, "--", ...files],
        { encoding: "utf8" },
      );

      expect(stdout).toBe("");
      expect(status).toBe(0);
    });

    it("would find a mistake", () => {
      const file = join(folder, "mistake.json");
      const { template } = synthesized(ONE_DESTINATION);
      const [queue] = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::SQS::Queue");
      if (queue?.Properties) queue.Properties.VisibilityTimout = 3;
      writeFileSync(file, JSON.stringify(template));

      const { stdout } = spawnSync(CFN_LINT, [file], { encoding: "utf8" });

      expect(stdout).toContain("VisibilityTimout");
    });
  },
);
