import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { FunctionHost } from "../../ops/local/lambda/function-host.ts";
import { logKey } from "../support/invocation.ts";
import { bundleFunction, hostFunction } from "../support/world/function-bundle.ts";
import { inWorld, type World } from "../support/world/world.ts";

/**
 * The function's process is killed with SIGKILL, at every point that can be told from outside: at each request that it
 * sends to AWS or to the destination, once before that has any effect and once after it had. Between two requests nothing
 * outside of the process changes, so a kill at any other await leaves the same behind as one of these.
 */

const KEY = logKey("AAAAAAAAAAAAAAAA");
let bundle = "";
beforeAll(async () => {
  bundle = await bundleFunction();
});
afterAll(() => rm(bundle, { recursive: true }));

const recordOf = (index: number, padBytes = 0) =>
  JSON.stringify({ eventID: `e${index}`, pad: randomBytes(padBytes).toString("hex") });

interface Scene {
  /** Elements of the object; what is no JSON object goes to the reject store. */
  readonly elements: readonly string[];
  readonly destination?: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds?: number;
  readonly delayMs?: number;
}

interface Run {
  /** Requests that were seen; kill points are counted in them. */
  readonly requests: string[];
  readonly missing: string[];
  readonly dead: number;
  readonly state?: string;
}

/** Forwards one object, and kills the process at the request with this number, before or after its effect. */
async function run(scene: Scene, kill?: { at: number; when: "before" | "after" }): Promise<Run> {
  const requests: string[] = [];
  let host: FunctionHost | undefined;
  /** Notes a request; true when it is the one at which the process dies. */
  const isLast = (what: string): boolean => {
    requests.push(what);
    if (requests.length !== kill?.at) return false;
    for (const pid of host?.pids ?? []) process.kill(pid, "SIGKILL");
    return true;
  };
  let result: Run | undefined;
  await inWorld({ destination: scene.destination, batchSize: 1 }, async (world: World) => {
    host = await hostFunction(world, bundle, { timeoutSeconds: scene.timeoutSeconds });
    world.invoke = (payload) => host?.invoke(payload) ?? Promise.reject(new Error("no host"));
    await world.put(KEY, gzipSync(`{"Records":[${scene.elements.join()}]}`));
    world.aws.faults.add(({ accessKeyId, operation }) => {
      if (accessKeyId !== "ASIAFUNCTION" || !isLast(operation)) return undefined;
      return kill?.when === "before" ? { reset: "before" } : undefined;
    });
    world.receiver.script = () => {
      const answer = { delayMs: scene.delayMs };
      return isLast("POST") ? { cut: true, keeps: kill?.when === "after" } : answer;
    };
    const settled = await world.settle();
    await host.stop();
    const arrived = new Set(settled.events);
    const kept = settled.rejects.map((sidecar) => sidecar.kept).join("\n");
    result = {
      requests,
      missing: scene.elements.filter((text) => !arrived.has(text) && !kept.includes(text)),
      dead: settled.dead,
      state: world.ledger()[0]?.state,
    };
  });
  if (!result) throw new Error("nothing was settled");
  return result;
}

/** Every kill point of a scene. */
async function killEverywhere(scene: Scene, points: (requests: number) => number[]): Promise<void> {
  const undisturbed = await run(scene);
  expect(undisturbed).toMatchObject({ missing: [], dead: 0, state: "done" });
  for (const at of points(undisturbed.requests.length)) {
    for (const when of ["before", "after"] as const) {
      const { requests, missing, dead, state } = await run(scene, { at, when });
      const what = `killed ${when} request ${at} (${requests[at - 1]})`;
      expect({ what, missing, dead, state }).toEqual({ what, missing: [], dead: 0, state: "done" });
    }
  }
}

const all = (requests: number) => Array.from({ length: requests }, (_, index) => index + 1);

test("F95: kill -9 at every request while a small object is forwarded → redelivered, nothing is missing", async () => {
  await killEverywhere({ elements: [recordOf(0), "null", recordOf(1)] }, all);
}, 400_000);

test("F95: kill -9 at requests all over a large object → redelivered, nothing is missing", async () => {
  const elements = Array.from({ length: 3_000 }, (_, index) => recordOf(index, 400));
  // 2.5 MB in about 25 requests: the first ones, one in the middle and the last meet every state there is.
  const points = (requests: number) => [2, 3, Math.ceil(requests / 2), requests - 1, requests];
  await killEverywhere({ elements, destination: { maxBatchBytes: 100_000 } }, points);
}, 400_000);

test("F95, F102: kill -9 around the ledger and the continuation of an object → redelivered, nothing is missing", async () => {
  const scene = {
    elements: Array.from({ length: 1_600 }, (_, index) => recordOf(index, 300)),
    destination: { maxBatchEvents: 50 },
    // Long enough for a cold start on a busy machine, too short for 32 answers of 800 ms, four at a time.
    timeoutSeconds: 5,
    delayMs: 800,
  };
  const { requests } = await run(scene);
  const turns = requests.flatMap((what, index) =>
    /SendMessage|PutItem|GetItem/.test(what) ? [index + 1] : [],
  );
  expect(requests).toContain("SendMessage");
  await killEverywhere(scene, () => turns.slice(1, 3));
}, 400_000);

test(
  "F97: out of memory → the batch returns, nothing is acknowledged, and a redrive with more memory delivers it",
  () =>
    inWorld({ maxReceives: 5 }, async (world) => {
      await world.put(KEY, gzipSync(`{"Records":[${recordOf(0)}]}`));
      // Memory does not grow with an object (bench: memory), so no object is to blame, and none is given up for it.
      const small = await hostFunction(world, bundle, { memoryMb: 40 });
      world.invoke = (payload) => small.invoke(payload);
      const failed = await world.settle();
      await small.stop();
      expect(failed).toMatchObject({ dead: 1, events: [], rejects: [] });
      for (const { failure } of failed.batches)
        expect(["memory", "exit", "init"]).toContain(failure?.failure);

      const large = await hostFunction(world, bundle);
      world.invoke = (payload) => large.invoke(payload);
      for (const { body } of world.deadLetters.remove(10)) world.send(body);
      const settled = await world.settle();
      await large.stop();
      expect(settled.events).toHaveLength(1);
    }),
  120_000,
);
