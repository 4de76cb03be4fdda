import { readFileSync } from "node:fs";
import { register } from "../../ops/normalize.ts";
import { ASN, CITY } from "../enrich/databases.ts";
import { runCommand, temporaryFiles } from "./support/run-command.ts";

const records = [
  {
    eventID: "1",
    eventTime: "2026-02-03T04:05:06Z",
    eventName: "Decrypt",
    recipientAccountId: "111122223333",
    sourceIPAddress: "192.0.2.44",
    responseElements: { sessionToken: "t0ken" },
  },
  {
    eventID: "2",
    eventTime: "2026-02-03T04:05:07Z",
    eventName: "GetObject",
    sourceIPAddress: "198.51.100.1",
  },
];
const file = temporaryFiles({
  "log.json": JSON.stringify({ Records: records }),
  "filter.json": JSON.stringify({
    rules: [{ name: "reads", action: "drop", when: { eventName: ["GetObject"] } }],
  }),
  "redact.json": JSON.stringify({
    presets: ["credentials"],
    rules: [{ name: "names", paths: ["eventName"], action: "hash" }],
    hashKeySecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:redact-AbCdEf",
  }),
  "tenants.json": JSON.stringify({ acme: { prefixes: [""] } }),
  "accounts.json": JSON.stringify({ "111122223333": { name: "checkout" } }),
  "city.mmdb": CITY,
  "asn.mmdb": ASN,
  "broken.json": JSON.stringify({
    Records: Array.from({ length: 2_000 }, (_, index) => ({ eventID: String(index) })),
  }).slice(0, -20),
  "wrong.json": JSON.stringify({ acme: {} }),
});
const normalize = (...argv: string[]) =>
  runCommand(register, [
    "normalize",
    file("log.json"),
    "--format",
    ...argv,
    "--summary",
    file("summary.json"),
  ]);
const summary = () => JSON.parse(readFileSync(file("summary.json"), "utf8"));

test("without further options nothing is added or left out", async () => {
  const { stdout } = await normalize("raw");
  expect(stdout).toBe(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  expect(summary()).toMatchObject({
    balanced: true,
    records: { read: 2, delivered: 2, filtered: 0 },
    notes: {},
  });
});

test("a filter, a redaction and all enrichments work as in the function, and are counted", async () => {
  const { stdout, exitCode } = await normalize(
    "ecs",
    "--provenance",
    "--include-raw",
    ...["--filter", file("filter.json")],
    ...["--redact", file("redact.json")],
    ...["--tenants", file("tenants.json")],
    ...["--accounts", file("accounts.json")],
    ...["--geoip", file("city.mmdb"), "--geoip", file("asn.mmdb")],
  );
  const [document, ...others] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(others).toEqual([]);
  expect(document).toMatchObject({
    event: { id: "1", action: expect.stringMatching(/^hmac-sha256:/) },
    cloud: { account: { name: "checkout" } },
    source: { geo: { city_name: "Hamburg" }, as: { number: 64500 } },
    cloudtrail_forwarder: { bucket: "local", account_name: "checkout" },
  });
  expect(JSON.parse(document.event.original).responseElements).toEqual({ sessionToken: "[redacted]" });
  expect(stdout).not.toContain("t0ken");
  expect(exitCode).toBe(0);
  expect(summary()).toMatchObject({
    balanced: true,
    records: { read: 2, delivered: 1, filtered: 1 },
    reasons: { "filter:reads": 1 },
    notes: { "redacted:credentials": 1, "redacted:names": 1, untenanted: 2 },
  });
});

test.each([
  ["text that looks like a number", "leef", "version=1.0", /^LEEF:1\.0\|/],
  ["a number", "flat", "maxArrayItems=2", /^\{"eventID":"1"/],
  ["true", "raw", "provenance=true", /"cloudtrail_forwarder":\{/],
])("an option of the format may be %s: the format decides", async (_kind, format, option, expected) => {
  expect((await normalize(format, "--option", option)).stdout).toMatch(expected);
});

test.each([
  ["leef", "version=3", 'version: Invalid option: expected one of "2.0"|"1.0"'],
  ["cef", "maxPayloadCharacters=-1", "maxPayloadCharacters: Too small: expected number to be >=0"],
  ["ocsf", "nope=1", 'Unrecognized key: "nope"'],
])("%s refuses the option %s", async (format, option, message) => {
  await expect(normalize(format, "--option", option)).rejects.toThrow(message);
});

test("of a file that breaks in the middle, what was printed is counted, and the file is rejected", async () => {
  const { stdout, stderr, exitCode } = await runCommand(register, [
    ...["normalize", file("broken.json"), "--format", "raw", "--summary", file("summary.json")],
  ]);

  const printed = stdout.split("\n").length - 1;
  expect(printed).toBeGreaterThan(0);
  expect(summary()).toMatchObject({
    balanced: true,
    objects: { forwarded: 0, rejected: 1 },
    records: { read: printed, delivered: printed },
  });
  expect(stderr).toContain('"reason":"');
  expect(exitCode).toBe(3);
});

test.each(["--filter", "--redact", "--tenants", "--accounts"])(
  "%s names the file it cannot use",
  async (option) => {
    const name = option === "--tenants" ? "log.json" : "wrong.json";
    await expect(normalize("raw", option, file(name))).rejects.toThrow(`${option} ${file(name)}`);
  },
);

test("the folder of the summary is made", async () => {
  const summaryFile = file("results/today/summary.json");

  await runCommand(register, ["normalize", file("log.json"), "--format", "raw", "--summary", summaryFile]);

  expect(JSON.parse(readFileSync(summaryFile, "utf8"))).toMatchObject({ records: { delivered: 2 } });
});

test("a summary that cannot be written is told before anything is printed", async () => {
  const argv = ["normalize", file("log.json"), "--format", "raw", "--summary", file("log.json/summary.json")];

  await expect(runCommand(register, argv)).rejects.toThrow(/^--summary .*summary\.json: /);
});

test("a file that is no database is refused by name", async () => {
  await expect(normalize("raw", "--geoip", file("wrong.json"))).rejects.toThrow(/^--geoip .*wrong\.json/);
});
