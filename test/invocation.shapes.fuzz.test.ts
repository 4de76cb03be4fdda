import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { REJECT_REASONS, RETURN_REASONS, SKIP_REASONS } from "../lambda/contract/reasons.ts";
import { decodeNotification } from "../lambda/decode/notification.ts";
import {
  cloudTrailSnsBody,
  continuationBody,
  eventBridgeBody,
  inSns,
  BUCKET as SHAPE_BUCKET,
  s3Body,
  subscriptionBody,
  testEventBody,
} from "./decode/notification-shapes.ts";
import { BUCKET, invoke, logKey, sqsMessage } from "./support/invocation.ts";

/** Messages of every shape with fields taken away, changed or added, through a whole invocation. */

const KEYS = [logKey("AAAAAAAAAAAAAAAA"), logKey("BBBBBBBBBBBBBBBB")];
const [ONE = "", TWO = ""] = KEYS;
const record = (key: string) => JSON.stringify({ eventID: key, eventTime: "2026-01-02T03:04:05Z" });
const OBJECTS = Object.fromEntries(KEYS.map((key) => [key, gzipSync(`{"Records":[${record(key)}]}`)]));

const ours = (body: string) => body.replaceAll(SHAPE_BUCKET, BUCKET);
const SHAPES = [
  s3Body(ONE, TWO),
  cloudTrailSnsBody(ONE, TWO),
  eventBridgeBody(ONE),
  continuationBody(ONE, TWO),
  testEventBody(),
  subscriptionBody(),
].map(ours);
const SEEDS = [...SHAPES, ...SHAPES.slice(0, 3).map(inSns), ...SHAPES.slice(0, 3).map(inSns).map(inSns)];

const NAMED: ReadonlySet<string> = new Set([...SKIP_REASONS, ...REJECT_REASONS]);
const RETURNED: ReadonlySet<string> = new Set(RETURN_REASONS);

/** One change: the field it is made to, counted over all fields or by name, and what it becomes; removed when undefined. */
interface Change {
  readonly at: number;
  readonly name?: string;
  readonly value?: unknown;
}

const ODD = [null, 0, "", [], {}, true, -1, "x", "%", "a+b", [null], "2.0"];
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ at: fc.nat({ max: 200 }) }) },
  { weight: 2, arbitrary: fc.record({ at: fc.nat({ max: 200 }), value: fc.constantFrom<unknown>(...ODD) }) },
  { weight: 1, arbitrary: fc.record({ at: fc.nat({ max: 200 }), value: fc.jsonValue({ maxDepth: 2 }) }) },
  // Still well-formed, and about an object that is not there, or from a later release.
  {
    weight: 1,
    arbitrary: fc.constantFrom<Change>(
      { at: 1, name: "key", value: logKey("CCCCCCCCCCCCCCCC") },
      { at: 1, name: "s3ObjectKey", value: [logKey("CCCCCCCCCCCCCCCC"), ONE] },
      { at: 1, name: "eventVersion", value: "3.0" },
      { at: 1, name: "forwarder", value: 2 },
    ),
  },
);

const mutated = fc
  .record({ seed: fc.constantFrom(...SEEDS), changes: fc.array(change, { minLength: 1, maxLength: 4 }) })
  .map(({ seed, changes }) => changes.reduce(changeField, seed));

/** Also inside the envelopes: text that is JSON counts as its fields. */
function changeField(body: string, change: Change): string {
  const { at, name, value } = change;
  const message: unknown = JSON.parse(body);
  if (typeof message !== "object" || message === null) return body;
  const envelope = message as Record<string, unknown>;
  if (typeof envelope.Message === "string" && /^[[{]/.test(envelope.Message) && at % 4 !== 0)
    return JSON.stringify({ ...envelope, Message: changeField(envelope.Message, change) });
  const places = placesIn(message);
  const place =
    name === undefined
      ? places[at % Math.max(1, places.length)]
      : places.find((candidate) => candidate.name === name);
  if (!place) return body;
  if (value === undefined) Reflect.deleteProperty(place.parent, place.name);
  else Reflect.set(place.parent, place.name, value);
  // A list from which an element was taken has a hole, which JSON writes as null.
  return JSON.stringify(message);
}

function placesIn(value: object): { parent: object; name: string }[] {
  return Object.entries(value).flatMap(([name, child]) => [
    { parent: value, name },
    ...(typeof child === "object" && child !== null ? placesIn(child) : []),
  ]);
}

async function run(bodies: readonly string[], receives: number) {
  const messages = bodies.map((body, index) => sqsMessage(body, { messageId: `m${index}`, receives }));
  return invoke({ objects: OBJECTS, messages });
}

test("a changed message of any shape is delivered, named and kept, or returned; nothing else", async () => {
  const outcomes = { delivered: 0, named: 0, returned: 0 };
  await fc.assert(
    fc.asyncProperty(mutated, fc.constantFrom(1, 3), async (body, receives) => {
      const { returned, totals, delivered, files } = await run([body], receives);

      // What the message says, part by part; there is always at least one.
      const { objects, skipped, rejected, returned: back } = decodeNotification(body);
      const reasons = Object.entries(totals.reasons);
      expect(reasons.filter(([reason]) => !NAMED.has(reason) && !RETURNED.has(reason))).toEqual([]);
      expect(totals.identityViolations).toBe(0);
      if (returned.length > 0) {
        outcomes.returned += 1;
        expect(reasons.some(([reason]) => RETURNED.has(reason) || NAMED.has(reason))).toBe(true);
        return;
      }
      // Acknowledged: every part was settled, and each that brought no event has a reason.
      expect(back).toBeUndefined();
      const settled = totals.objects.forwarded + totals.objects.skipped + totals.objects.rejected;
      expect(settled).toBe(objects.length);
      const named = reasons.reduce((sum, [, count]) => sum + count, 0);
      expect(named).toBe(totals.objects.skipped + totals.objects.rejected + skipped.length + rejected.length);
      expect(named + totals.objects.forwarded).toBeGreaterThan(0);
      // What was forwarded is there, all of it; what was rejected is kept.
      const readable = objects.filter(({ bucket, key }) => bucket === BUCKET && Object.hasOwn(OBJECTS, key));
      const fresh = readable.filter(({ nextRecord = 0 }) => nextRecord === 0);
      for (const { key } of fresh) expect(delivered).toContain(record(key));
      if (rejected.length > 0)
        expect([...files.values()].some((file) => file.toString() === body)).toBe(true);
      expect([...files.keys()].filter((key) => key.endsWith(".json")).length).toBeGreaterThanOrEqual(
        rejected.length > 0 ? 1 : 0,
      );
      outcomes[delivered.length > 0 ? "delivered" : "named"] += 1;
    }),
    { numRuns: 1_500 },
  );
  // The property is about all three, so all three have to happen.
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(20);
});

test("changed messages of all shapes in one batch do not disturb each other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 2, maxLength: 8 }), async (bodies) => {
      const alone = await Promise.all(bodies.map((body) => run([body], 3)));

      const together = await run(bodies, 3);

      expect(together.returned).toEqual(
        alone.flatMap(({ returned }, index) => (returned.length > 0 ? [`m${index}`] : [])),
      );
      expect(new Set(together.delivered)).toEqual(new Set(alone.flatMap(({ delivered }) => delivered)));
      expect(together.totals.messages.received).toBe(bodies.length);
    }),
    { numRuns: 200 },
  );
});
