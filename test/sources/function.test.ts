import { gzipSync } from "node:zlib";
import { alarmsConfig } from "../../lambda/contract/alarms-config.ts";
import { inWorld, type World } from "../support/world/world.ts";

const HOUR_MS = 3_600_000;
const { enabled: _enabled, ...sourceWatch } = alarmsConfig.parse({}).quietSources;
const FILE = gzipSync('{"Records":[{"eventID":"a"}]}');

async function write(world: World, account: string): Promise<void> {
  const time = new Date(world.nowMs).toISOString();
  const minute = `${time.slice(0, 16).replace(/[-:]/g, "")}Z`;
  await world.put(
    `AWSLogs/${account}/CloudTrail/us-east-1/${time.slice(0, 10).replaceAll("-", "/")}/${account}_CloudTrail_us-east-1_${minute}_${world.nowMs}.json.gz`,
    FILE,
  );
}

/** Hours in which each of these accounts writes one log file; gives the quiet sources of the last check. */
async function pass(world: World, hours: number, ...accounts: readonly string[]) {
  let quiet: readonly string[] | undefined;
  for (let hour = 0; hour < hours; hour += 4) {
    world.wait(4 * HOUR_MS);
    for (const account of accounts) await write(world, account);
    const settled = await world.settle();
    quiet = settled.quiet.at(-1);
    expect(settled).toMatchObject({ dead: 0, ledgerErrors: 0 });
  }
  return quiet;
}

test("an account that stops writing is told about by the function itself, and no more when it writes again", () =>
  inWorld({ rooms: { sourceWatch } }, async (world) => {
    expect(await pass(world, 24, "111122223333", "444455556666")).toEqual([]);
    world.restart(); // a new process knows what others wrote down
    expect(await pass(world, 28, "111122223333")).toEqual([
      "s3://example-trail/AWSLogs/444455556666/CloudTrail/us-east-1/",
    ]);
    expect(await pass(world, 4, "111122223333", "444455556666")).toEqual([]);
  }));

test("a table that cannot be read or written costs the watch its knowledge, and no event", () =>
  inWorld({ rooms: { sourceWatch } }, async (world) => {
    world.aws.faults.add(({ service, operation }) =>
      service === "dynamodb" && operation === "Query"
        ? { status: 400, code: "AccessDeniedException", message: "no" }
        : undefined,
    );
    await write(world, "111122223333");
    const settled = await world.settle();
    expect(settled).toMatchObject({ events: ['{"eventID":"a"}'], quiet: [], ledgerErrors: 1, dead: 0 });
  }));

test("without the watch nothing is asked", () =>
  inWorld({}, async (world) => {
    await write(world, "111122223333");
    expect(await world.settle()).toMatchObject({ quiet: [] });
    const items = world.aws.state.tables.get("ledger").items();
    expect(items.filter(({ object }) => String(object?.S).startsWith("sources#"))).toEqual([]);
  }));
