import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FunctionHost } from "../../../../ops/local/lambda/function-host.ts";
import type { FunctionSpec } from "../../../../ops/local/lambda/function-spec.ts";

/** A handler that does what its event says. */
const HANDLER = `
let calls = 0;
exports.handler = async (event, context) => {
  calls += 1;
  console.log(JSON.stringify({ calls }));
  switch (event.do) {
    case "echo": return { calls, event, context, remaining: context.getRemainingTimeInMillis() };
    case "environment": return { env: process.env, cwd: process.cwd() };
    case "nothing": return undefined;
    case "throw": throw new TypeError("no such thing");
    case "exit": process.exit(0);
    case "reject": Promise.reject(new Error("forgotten")); return new Promise((resolve) => setTimeout(resolve, 60000));
    case "hang": return new Promise((resolve) => setTimeout(resolve, 60000));
    case "heap": { const kept = []; for (;;) kept.push(new Array(100000).fill(Math.random())); }
    case "buffers": {
      globalThis.kept = [];
      for (let i = 0; i < 40; i += 1) { globalThis.kept.push(Buffer.alloc(20e6, 1)); await new Promise((r) => setTimeout(r, 5)); }
      return new Promise((resolve) => setTimeout(resolve, 60000));
    }
  }
};`;

const folders: string[] = [];
const hosts: FunctionHost[] = [];

async function createHost(code = HANDLER, changes: Partial<FunctionSpec> = {}, node?: string) {
  const assetPath = await mkdtemp(join(tmpdir(), "asset-"));
  folders.push(assetPath);
  await writeFile(join(assetPath, "index.js"), code);
  const lines: string[] = [];
  const spec: FunctionSpec = {
    name: "Forwarder",
    arn: "arn:aws:lambda:us-east-1:111122223333:function:Forwarder",
    assetPath,
    handler: "index.handler",
    runtime: "nodejs24.x",
    memoryMb: 256,
    timeoutSeconds: 20,
    environment: { FROM_TEMPLATE: "yes" },
    logGroup: "/aws/lambda/Forwarder",
    logFormat: "JSON",
    logLevel: "WARN",
    ...changes,
  };
  const host = await FunctionHost.create({
    spec,
    awsEndpoint: "http://127.0.0.1:9",
    accessKeyId: "ASIAEXAMPLE",
    node,
    onLine: (line) => lines.push(line),
  });
  hosts.push(host);
  const invoke = async (what: string) => JSON.parse(await host.invoke(JSON.stringify({ do: what })));
  return { host, lines, invoke };
}

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

test("hands over the event and a context, and uses the warm process again", async () => {
  const { host, invoke } = await createHost();

  const first = await invoke("echo");
  const second = await invoke("echo");

  expect(first.event).toEqual({ do: "echo" });
  expect(first.context).toMatchObject({
    functionName: "Forwarder",
    memoryLimitInMB: "256",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:Forwarder",
    awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
  });
  expect(first.remaining).toBeGreaterThan(0);
  expect(first.remaining).toBeLessThanOrEqual(20_000);
  expect([first.calls, second.calls]).toEqual([1, 2]);
  expect(host.statistics).toMatchObject({ invocations: 2, coldStarts: 1 });
  expect(host.statistics.peakRssMb).toBeGreaterThan(10);
});

test("starts a process for each invocation that runs at the same time", async () => {
  const { host, invoke } = await createHost();

  const answers = await Promise.all([invoke("echo"), invoke("echo")]);

  expect(answers.map(({ calls }) => calls)).toEqual([1, 1]);
  expect(host.statistics.coldStarts).toBe(2);
});

test("gives the function Lambda's environment and the template's, and nothing of the developer's", async () => {
  process.env.FROM_DEVELOPER = "secret";
  const { invoke } = await createHost();

  const { env, cwd } = await invoke("environment");
  delete process.env.FROM_DEVELOPER;

  expect(env).toMatchObject({
    FROM_TEMPLATE: "yes",
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
    AWS_LAMBDA_LOG_LEVEL: "WARN",
    TZ: ":UTC",
  });
  expect(env.FROM_DEVELOPER).toBeUndefined();
  expect(env.HOME).toBeUndefined();
  expect(cwd).toBe(env.LAMBDA_TASK_ROOT);
});

test("answers null when the function returns nothing", async () => {
  const { invoke } = await createHost();

  expect(await invoke("nothing")).toBeNull();
});

test("says what the function threw, and goes on in the same process", async () => {
  const { host, invoke } = await createHost();

  const failure = invoke("throw");

  await expect(failure).rejects.toMatchObject({
    failure: "error",
    message: expect.stringMatching(/^TypeError: no such thing/),
  });
  expect((await invoke("echo")).calls).toBe(2);
  expect(host.statistics.coldStarts).toBe(1);
});

test.each([
  ["exits", "exit", "exit", /exit status 0/],
  ["forgets a rejection", "reject", "exit", /exit status 128/],
])(
  "fails the invocation when the process %s, and starts a new one for the next",
  async (_how, what, failure, message) => {
    const { host, invoke } = await createHost(HANDLER, { memoryMb: 128 });

    await expect(invoke(what)).rejects.toMatchObject({ failure, message: expect.stringMatching(message) });

    expect((await invoke("echo")).calls).toBe(1);
    expect(host.statistics.coldStarts).toBe(2);
  },
);

test("kills a function that takes longer than its timeout", async () => {
  const { invoke } = await createHost(HANDLER, { timeoutSeconds: 1 });

  await expect(invoke("hang")).rejects.toMatchObject({
    failure: "timeout",
    message: "timed out after 1 seconds",
  });
});

test("fails the invocation when the process runs out of its heap", async () => {
  const { host, invoke } = await createHost(HANDLER, { memoryMb: 128 });

  // The engine gives up, or the memory check is quicker.
  await expect(invoke("heap")).rejects.toMatchObject({ failure: expect.stringMatching(/^(exit|memory)$/) });

  expect((await invoke("echo")).calls).toBe(1);
  expect(host.statistics.coldStarts).toBe(2);
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("kills a function whose buffers take more than its memory (measured on Linux only)", async () => {
  const { host, invoke } = await createHost(HANDLER, { memoryMb: 256 });

  await expect(invoke("buffers")).rejects.toMatchObject({ failure: "memory", message: /of 256 MB/ });

  expect(host.statistics.peakRssMb).toBeGreaterThan(256);
});

test("says why code does not load", async () => {
  const { invoke } = await createHost('throw new Error("FORWARDER_PIPELINE is missing");');

  await expect(invoke("echo")).rejects.toMatchObject({
    failure: "init",
    message: expect.stringContaining("FORWARDER_PIPELINE is missing"),
  });
});

test("says which export is missing", async () => {
  const { invoke } = await createHost("exports.other = () => {};");

  await expect(invoke("echo")).rejects.toMatchObject({
    failure: "init",
    message: /exports no function "handler"/,
  });
});

test("says that the Node binary cannot be started", async () => {
  const { invoke } = await createHost(HANDLER, {}, "/nowhere/node");

  await expect(invoke("echo")).rejects.toMatchObject({
    failure: "init",
    message: /cannot start \/nowhere\/node/,
  });
});

test("keeps every line the function wrote, and leaves no process and no folder behind", async () => {
  const { host, invoke, lines } = await createHost();
  const { env } = await invoke("environment");
  const [pid = 0] = host.pids;

  await host.stop();

  expect(lines).toEqual(['{"calls":1}']);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(existsSync(env.LAMBDA_TASK_ROOT)).toBe(false);
});
