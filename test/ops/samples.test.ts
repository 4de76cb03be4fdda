import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { gunzipSync } from "node:zlib";
import { Command } from "commander";
import { classifyObject, parseObjectKey } from "../../lambda/decode/object-key.ts";
import { bulkFiles, shippedFiles } from "../../ops/samples/plan.ts";
import { parseBytes, register } from "../../ops/samples.ts";

const SHIPPED = join(__dirname, "../../samples");

type Json = Record<string, unknown>;

function keysBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

const textOf = (file: { text: () => Iterable<string> }) => [...file.text()].join("");
const recordsIn = (text: string) => (JSON.parse(text) as { Records: Json[] }).Records;

const shipped = shippedFiles().map((file) => ({ key: file.key, text: textOf(file) }));
const logs = shipped.filter(({ key }) => classifyObject(key) === "log");
const records = logs.flatMap(({ text }) => recordsIn(text));

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

describe("the shipped samples", () => {
  test("are exactly what the generator makes from the shipped seed", () => {
    expect(keysBelow(SHIPPED)).toEqual(shipped.map(({ key }) => key).sort());
    for (const { key, text } of shipped) {
      // Compressed bytes differ between zlib versions; what is inside may not.
      const onDisk = gunzipSync(readFileSync(join(SHIPPED, key))).toString();
      expect({ key, isEqual: onDisk === text }).toEqual({ key, isEqual: true });
    }
  });

  test("are the same when a file is read twice", () => {
    for (const file of shippedFiles()) expect(textOf(file)).toBe(textOf(file));
  });

  test("have the sizes of real log files", () => {
    const sizes = records.map((record) => Buffer.byteLength(JSON.stringify(record)));
    expect(quantile(sizes, 0.5)).toBeGreaterThan(1_100);
    expect(quantile(sizes, 0.5)).toBeLessThan(1_300);
    expect(quantile(sizes, 0.99)).toBeGreaterThan(2_000);
    expect(quantile(sizes, 0.99)).toBeLessThan(2_800);
    const counts = logs
      .filter(({ key }) => parseObjectKey(key)?.kind === "CloudTrail")
      .map(({ text }) => recordsIn(text).length);
    expect(quantile(counts, 0.5)).toBe(19);
    expect(Math.min(...counts)).toBe(0);
    expect(Math.max(...counts)).toBe(1_000);
    const gzipped = logs.map(({ key }) => readFileSync(join(SHIPPED, key)).length);
    const ratio = logs.reduce((sum, { text }) => sum + text.length, 0) / gzipped.reduce((a, b) => a + b, 0);
    expect(ratio).toBeGreaterThan(8);
    expect(ratio).toBeLessThan(11);
  });

  test("hold every kind of file, and two that are none of ours to forward", () => {
    const kinds = shipped.map(({ key }) => parseObjectKey(key)?.kind);
    expect(new Set(kinds)).toEqual(
      new Set([
        "CloudTrail",
        "CloudTrail-Insight",
        "CloudTrail-NetworkActivity",
        "CloudTrail-Aggregated",
        "CloudTrail-Digest",
        "Config",
      ]),
    );
    const skipped = shipped.flatMap(({ key }) => {
      const verdict = classifyObject(key);
      return verdict === "log" ? [] : [verdict.skip];
    });
    expect(skipped.sort()).toEqual(["digest", "not_cloudtrail"]);
    expect(new Set(shipped.map(({ key }) => parseObjectKey(key)?.organization))).toEqual(
      new Set([undefined, "o-exampleorgid"]),
    );
  });

  test("tell of every kind of caller and event", () => {
    const identityTypes = new Set(records.map((record) => (record.userIdentity as Json | undefined)?.type));
    for (const type of [
      "Root",
      "IAMUser",
      "AssumedRole",
      "FederatedUser",
      "AWSAccount",
      "AWSService",
      "IdentityCenterUser",
      "SAMLUser",
      "WebIdentityUser",
    ])
      expect(identityTypes).toContain(type);
    expect(new Set(records.map(({ eventCategory }) => eventCategory))).toEqual(
      new Set(["Management", "Data", "Insight", "NetworkActivity", "Aggregated"]),
    );
    const eventTypes = new Set(records.map(({ eventType }) => eventType));
    for (const type of [
      "AwsApiCall",
      "AwsServiceEvent",
      "AwsConsoleSignIn",
      "AwsVpceEvent",
      "AwsCloudTrailInsight",
    ])
      expect(eventTypes).toContain(type);
    expect(records.some(({ errorCode }) => errorCode === "AccessDenied")).toBe(true);
  });

  test("name only accounts and addresses set aside for documentation", () => {
    const text = shipped.map((file) => file.text).join("\n");
    const accounts = [...text.matchAll(/"(?:accountId|recipientAccountId|awsAccountId)":"([^"]*)"/g)].map(
      ([, id]) => id,
    );
    expect(new Set(accounts)).toEqual(
      new Set(["111122223333", "444455556666", "123456789012", "ANONYMOUS_PRINCIPAL"]),
    );
    const arnAccounts = [...text.matchAll(/arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d+):/g)].map(([, id]) => id);
    expect(arnAccounts.length).toBeGreaterThan(1_000);
    for (const id of new Set(arnAccounts)) expect(accounts).toContain(id);
    const addresses = new Set(records.map(({ sourceIPAddress }) => sourceIPAddress));
    for (const address of addresses)
      expect(`${address}`).toMatch(
        /^(192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+|2001:db8:[0-9a-f:]+|10\.0\.\d+\.\d+|[a-z0-9-]+\.amazonaws\.com|AWS Internal|undefined)$/,
      );
    for (const [id] of text.matchAll(/\b(AKIA|ASIA|AIDA|AROA)[A-Z0-9]{8,}/g)) expect(id).toMatch(/EXAMPLE$/);
  });

  test("have a digest with the hashes of its log files", () => {
    const digest = shipped.find(({ key }) => key.includes("CloudTrail-Digest"));
    const { logFiles } = JSON.parse(digest?.text ?? "{}") as {
      logFiles: { s3Object: string; hashValue: string }[];
    };
    expect(logFiles.length).toBeGreaterThan(0);
    for (const { s3Object, hashValue } of logFiles) {
      const file = gunzipSync(readFileSync(join(SHIPPED, s3Object)));
      expect(hashValue).toBe(createHash("sha256").update(file).digest("hex"));
    }
  });

  test("have no event twice", () => {
    const ids = records.map((record) => record.eventID ?? record.eventId);
    expect(new Set(ids).size).toBe(records.length);
  });
});

describe("samples on demand", () => {
  const bytesOf = (files: Iterable<{ text: () => Iterable<string> }>) =>
    [...files].reduce((sum, file) => sum + Buffer.byteLength(textOf(file)), 0);

  test("reach the wanted size with many files, or with the wanted number of files", () => {
    for (const options of [
      { bytes: 3_000_000 },
      { bytes: 3_000_000, files: 7 },
      { bytes: 3_000_000, files: 1 },
    ]) {
      const files = [...bulkFiles({ seed: 7, ...options })];
      expect(files.length).toBe("files" in options ? options.files : files.length);
      expect(bytesOf(files)).toBeGreaterThanOrEqual(3_000_000);
      expect(bytesOf(files)).toBeLessThan(3_000_000 + files.length * 4_000);
    }
  });

  test("have half of their files at 19 records or fewer, and some with a thousand", () => {
    const counts = [...bulkFiles({ seed: 7, files: 301 })].map((file) => recordsIn(textOf(file)).length);
    expect(quantile(counts, 0.5)).toBe(19);
    expect(Math.max(...counts)).toBeGreaterThan(1_000);
  });

  test("differ with the seed, and only with it", () => {
    const texts = (seed: number) => [...bulkFiles({ seed, files: 2 })].map(textOf);
    expect(texts(1)).toEqual(texts(1));
    expect(texts(1)).not.toEqual(texts(2));
  });

  test("come in pieces, however large the object", () => {
    const [file] = [...bulkFiles({ seed: 7, files: 1, bytes: 5_000_000 })];
    let longest = 0;
    let count = 0;
    for (const piece of file?.text() ?? []) {
      longest = Math.max(longest, piece.length);
      count += 1;
    }
    expect(count).toBeGreaterThan(50);
    expect(longest).toBeLessThan(100_000);
  });

  test("are written by the command, one line of JSON in one object", async () => {
    const directory = mkdtempSync(join(tmpdir(), "samples-"));
    const printed: string[] = [];
    const write = jest
      .spyOn(process.stdout, "write")
      .mockImplementation((text) => printed.push(`${text}`) > 0);
    try {
      const program = new Command();
      register(program);
      await program.parseAsync(
        ["samples", "--out", directory, "--size", "300kB", "--single-object", "--json"],
        {
          from: "user",
        },
      );
      const [key = "", ...others] = keysBelow(directory);
      expect(others).toEqual([]);
      const text = gunzipSync(readFileSync(join(directory, key))).toString();
      expect(text).not.toContain("\n");
      expect(recordsIn(text).length).toBeGreaterThan(200);
      expect(JSON.parse(printed.join(""))).toMatchObject({
        files: 1,
        bytes: Buffer.byteLength(text),
        seed: 1,
      });
    } finally {
      write.mockRestore();
      rmSync(directory, { recursive: true });
    }
  });

  test.each([
    ["1GB", 1e9],
    ["2.5 mb", 2_500_000],
    ["1000", 1000],
    ["64kB", 64_000],
  ])("a size may be written %s", (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  test.each(["", "GB", "-1MB", "1TB", "0", "1e9"])("the size %p is refused with what is accepted", (text) => {
    expect(() => parseBytes(text)).toThrow("Expected a size such as 500kB, 50MB or 1GB");
  });
});
