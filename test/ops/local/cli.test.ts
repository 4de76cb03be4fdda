import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

const ROOT = resolve(__dirname, "../../..");
const STRATUS = join(ROOT, "../shared/corpus/stratus");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function start(...args: string[]): ChildProcess {
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  return spawn(process.execPath, [tsx, join(ROOT, "ops/forwarder.ts"), ...args], { cwd: folder });
}

async function forwarder(...args: string[]) {
  const child = start(...args);
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr?.on("data", (text) => {
    output.stderr += text;
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { ...output, code };
}

test("every command explains itself", async () => {
  const { code, stdout } = await forwarder("local", "--help");

  expect(code).toBe(0);
  for (const option of [
    "--input",
    "--context",
    "--config",
    "--report",
    "--keep",
    "--node",
    "--time-scale",
    "--messages",
    "--no-notify",
    "--secret",
    "--json",
    "--chaos",
    "--stand-ins",
  ])
    expect(stdout).toContain(option);
});

test.each([
  ["--input", "no-such-folder", "no such file or folder"],
  ["--messages", "no-such-file", "no such file"],
])("%s that is not there is told before anything is built", async (option, value, message) => {
  const { code, stdout, stderr } = await forwarder("local", option, value);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("Bundling");
});

test.each([
  ["an unknown option", ["local", "--colour"], /unknown option '--colour'/],
  ["an unknown command", ["loacl"], /unknown command 'loacl'/],
  ["a time scale that is none", ["local", "--time-scale", "0"], /Expected a number above 0, got "0"/],
  ["a fault that nobody knows", ["local", "--chaos", "kil=5%"], /cannot read "kil=5%"; accepted: .*\bkill\b/],
  ["an input that does not exist", ["local", "--input", "/nowhere"], /\/nowhere: no such file or folder/],
  [
    "a configuration that cannot work",
    ["local", "--context", "forwarder.function.memoryMb=1"],
    /forwarder\.function\.memoryMb/,
  ],
])(
  "a mistake in the command line is told without a stack trace, exit code 2: %s",
  async (_what, args, message) => {
    const { code, stderr } = await forwarder(...args);

    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  },
);

test("the shipped samples go through the real stack and the books balance", async () => {
  const { code, stdout } = await forwarder("local", "--report", "report.json");

  expect(stdout).toContain("The books balance");
  expect(code).toBe(0);
  const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  expect(report).toMatchObject({ balanced: true, dlq: 0 });
  const events = readFileSync(join(folder, ".forwarder/events.ndjson"), "utf8").split("\n").filter(Boolean);
  expect(events.length).toBeGreaterThanOrEqual(report.records.delivered);
  expect(report.records.delivered).toBeGreaterThan(100);
});

test("a vendor that refuses old events gets the samples with times of now, from its type alone", async () => {
  const { code, stdout } = await forwarder(
    ...["local", "--report", "datadog.json", "--context", "forwarder.destinations.siem.type=datadog"],
  );

  expect(stdout).toContain("siem (datadog) refuses events older than 18 hours");
  expect(stdout).toMatch(/siem \(datadog\): a stand-in at https:\/\/127\.0\.0\.1:\d+/);
  expect(code).toBe(0);
  const { balanced, records, arrived } = JSON.parse(readFileSync(join(folder, "datadog.json"), "utf8"));
  expect({ balanced, records }).toMatchObject({ balanced: true, records: { rejected: 0 } });
  expect(arrived.siem).toMatchObject({ events: records.delivered, distinct: records.read, duplicates: 0 });
  expect(records.read).toBeGreaterThan(1_000);
});

test("with --stand-ins nothing goes to the address of the configuration", async () => {
  const config = join(folder, "production.json");
  const destinations = {
    siem: { type: "https", url: "https://siem.example.com/ingest", proxy: { url: "http://192.0.2.1:3128" } },
    archive: { type: "s3", bucketArn: "arn:aws:s3:::example-archive" },
  };
  writeFileSync(config, JSON.stringify({ context: { forwarder: { destinations } } }));
  const { code, stdout } = await forwarder("local", "--config", config, "--stand-ins", "--json");

  expect(code).toBe(0);
  const { balanced, records, arrived } = JSON.parse(stdout);
  expect({ balanced, rejected: records.rejected }).toEqual({ balanced: true, rejected: 0 });
  const each = { events: records.delivered / 2, distinct: records.read / 2, duplicates: 0 };
  expect(arrived).toMatchObject({ siem: each, archive: each });
});

describe("a server that is not ours", () => {
  const requests: IncomingMessage[] = [];
  const ids: string[] = [];
  let answer = 200;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      requests.push(request);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (answer === 0) return;
      const body = gunzipSync(Buffer.concat(chunks)).toString();
      if (answer === 200)
        ids.push(
          ...body
            .split("\n")
            .filter(Boolean)
            .map((line) => JSON.parse(line).eventID),
        );
      response.writeHead(answer).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const destination = () => [
    "--context",
    "forwarder.destinations.main.type=https",
    "--context",
    `forwarder.destinations.main.url=${url}`,
    "--context",
    "forwarder.destinations.main.format=raw",
  ];

  const withCorpus = existsSync(STRATUS) ? test : test.skip;

  withCorpus(
    "gets all 310 records of the stratus corpus, with the token of the secret (../shared/corpus/stratus)",
    async () => {
      const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-AbCdEf";
      const { code, stdout } = await forwarder(
        ...["local", "--input", STRATUS, "--json", ...destination(), "--secret", `${secret}=open sesame`],
        ...["--context", "forwarder.destinations.main.auth.type=bearer"],
        ...["--context", `forwarder.destinations.main.auth.secretArn=${secret}`],
      );

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        balanced: true,
        objects: 36,
        records: { read: 310, delivered: 310 },
      });
      expect(new Set(ids).size).toBe(310);
      expect(new Set(requests.map(({ headers }) => headers.authorization))).toEqual(
        new Set(["Bearer open sesame"]),
      );
    },
  );

  const onLinux = process.platform === "linux" ? test : test.skip;

  onLinux(
    "Ctrl-C while it hangs ends the command and the function's processes (children are listed on Linux only)",
    async () => {
      answer = 0;
      const child = start("local", ...destination());
      const seen = requests.length;
      while (requests.length === seen) await new Promise((done) => setTimeout(done, 50));
      const family = descendants(child.pid ?? 0);

      child.kill("SIGINT");
      const code = await new Promise<number | null>((done) => child.once("exit", done));
      answer = 200;

      expect(family.length).toBeGreaterThan(1);
      expect(family.filter(isAlive)).toEqual([]);
      expect(code).toBe(130);
    },
  );
});

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
