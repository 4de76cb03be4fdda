import { destinationTypes } from "../../../../lambda/destinations/registry.ts";
import {
  type PlanFacts,
  planDestinations,
  roleOf,
} from "../../../../ops/local/destinations/plan-destinations.ts";
import { vendors } from "../../../../ops/local/vendors/registry.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-AbCdEf";

function played(main: object, facts: Partial<PlanFacts> = {}): string[] {
  const plan = planDestinations(
    { destinations: { main } },
    { secrets: new Map(), standIns: false, ...facts },
  );
  return plan.map(({ role }) => role.kind);
}

test.each([
  ["a type alone", { type: "datadog" }, ["vendor"]],
  ["a vendor with an address", { type: "datadog", endpoint: "https://pvtlink.logs.datadoghq.com" }, []],
  ["a receiver with an address", { type: "https", url: "http://127.0.0.1:8080/" }, []],
  ["an address in a secret whose value is not given", { type: "sumologic", urlSecretArn: ARN }, ["vendor"]],
  ["a socket with a host", { type: "syslog", host: "192.0.2.1" }, []],
  ["a socket without one", { type: "syslog", port: 514 }, ["stream"]],
  ["what is AWS", { type: "kinesis", streamArn: "arn:aws:kinesis:us-east-1:111122223333:stream/x" }, ["aws"]],
  ["a type that nobody knows, which the schema refuses", { type: "splnuk" }, []],
])("a destination is played on this machine unless an address is named: %s", (_what, main, kinds) => {
  expect(played(main)).toEqual(kinds);
});

test("an address in a secret whose value is given is used", () => {
  const secrets = new Map([[ARN, "https://collectors.sumologic.com/receiver/v1/http/x"]]);

  expect(played({ type: "sumologic", urlSecretArn: ARN }, { secrets })).toEqual([]);
});

test("with --stand-ins every destination is played, whatever it names", () => {
  expect(played({ type: "https", url: "https://siem.example.com/" }, { standIns: true })).toEqual(["vendor"]);
  expect(played({ type: "syslog", host: "192.0.2.1" }, { standIns: true })).toEqual(["stream"]);
});

test("every stand-in is for a type that exists, and no type has two", () => {
  const types = vendors.map(({ type }) => type);

  expect(types.filter((type) => !(destinationTypes as readonly string[]).includes(type))).toEqual([]);
  expect(new Set(types).size).toBe(types.length);
});

test("sockets are told by their options, AWS by neither address nor socket", () => {
  const ofKind = (kind: string) => destinationTypes.filter((type) => roleOf(type).kind === kind);

  expect(ofKind("stream")).toEqual([
    "fortisiem-syslog",
    "insightidr-token",
    "qradar-syslog",
    "stellar-syslog",
    "syslog",
  ]);
  expect(ofKind("aws")).toEqual([
    "cloudwatch-logs",
    "eventbridge",
    "firehose",
    "kinesis",
    "s3",
    "s3-mirror",
    "sqs",
  ]);
});
