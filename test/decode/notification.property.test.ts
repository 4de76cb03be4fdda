import fc from "fast-check";
import { REJECT_REASONS, RETURN_REASONS, SKIP_REASONS } from "../../lambda/contract/reasons.ts";
import { encodeContinuation } from "../../lambda/decode/continuation.ts";
import { decodeNotification } from "../../lambda/decode/notification.ts";
import type { DecodedMessage } from "../../lambda/types.ts";
import {
  BUCKET,
  cloudTrailSnsBody,
  continuationBody,
  eventBridgeBody,
  inSns,
  LOG_KEY,
  s3Body,
  subscriptionBody,
  testEventBody,
} from "./notification-shapes.ts";

const key = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom("+", "%", " ", "=", "/", "%2B", "é", "🔐", '"', "\\"),
      fc.string({ minLength: 1, maxLength: 4, unit: "grapheme" }),
    ),
    minLength: 1,
    maxLength: 60,
  })
  .filter((text) => Buffer.byteLength(text) <= 1024);

const SEEDS = [
  s3Body(LOG_KEY, "second.json.gz"),
  cloudTrailSnsBody(LOG_KEY, "second.json.gz"),
  eventBridgeBody(LOG_KEY),
  encodeContinuation([
    { bucket: BUCKET, key: LOG_KEY, versionId: "v", etag: "e", size: 1, createdMs: 2, nextRecord: 3, hop: 4 },
  ]),
  testEventBody(),
  subscriptionBody(),
];

function assertAnswered(decoded: DecodedMessage): void {
  const answers =
    decoded.objects.length + decoded.skipped.length + decoded.rejected.length + (decoded.returned ? 1 : 0);
  expect(answers).toBeGreaterThan(0);
  for (const { bucket, key } of decoded.objects) expect(bucket.length * key.length).toBeGreaterThan(0);
  for (const { reason } of decoded.skipped) expect(SKIP_REASONS).toContain(reason);
  for (const { reason } of decoded.rejected) expect(REJECT_REASONS).toContain(reason);
  if (decoded.returned) {
    expect(RETURN_REASONS).toContain(decoded.returned.reason);
    expect(decoded).toMatchObject({ objects: [], skipped: [], rejected: [] });
  }
}

test("the same objects come out of every shape and every wrapping", () => {
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), fc.nat(2), (keys, envelopes) => {
      const wrap = (body: string) => Array.from({ length: envelopes }).reduce<string>(inSns, body);
      const objectsOf = (body: string) =>
        decodeNotification(wrap(body)).objects.map(({ bucket, key }) => ({ bucket, key }));
      const expected = keys.map((key) => ({ bucket: BUCKET, key }));
      expect(objectsOf(s3Body(...keys))).toEqual(expected);
      expect(objectsOf(cloudTrailSnsBody(...keys))).toEqual(expected);
      expect(keys.flatMap((key) => objectsOf(eventBridgeBody(key)))).toEqual(expected);
      expect(objectsOf(continuationBody(...keys))).toEqual(expected);
    }),
  );
});

test("a message of ours gives back exactly the objects it was made of", () => {
  const ref = fc.record(
    {
      bucket: fc.string({ minLength: 3, maxLength: 63 }),
      key,
      versionId: fc.string({ minLength: 1 }),
      etag: fc.stringMatching(/^[0-9a-f]{32}(-[0-9]{1,4})?$/),
      size: fc.nat(),
      createdMs: fc.nat(),
      region: fc.string({ minLength: 1 }),
      nextRecord: fc.nat(),
      hop: fc.nat(15),
    },
    { requiredKeys: ["bucket", "key"] },
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(ref, { minLength: 1, selector: ({ bucket, key }) => bucket + key }),
      (objects) => {
        const decoded = decodeNotification(encodeContinuation(objects));
        expect(decoded.shape).toBe("continuation");
        expect(JSON.parse(JSON.stringify(decoded.objects))).toEqual(objects);
      },
    ),
  );
});

test("removed fields, nulls and wrong types never throw and never end in silence", () => {
  const anything = fc.jsonValue();
  fc.assert(
    fc.property(
      fc.constantFrom(...SEEDS),
      fc.array(fc.record({ at: fc.nat(200), how: fc.oneof(fc.constant(undefined), anything) }), {
        maxLength: 4,
      }),
      fc.nat(3),
      (seed, changes, envelopes) => {
        const message: unknown = JSON.parse(seed);
        for (const { at, how } of changes) change(message, at, how);
        let body = JSON.stringify(message);
        for (let count = 0; count < envelopes; count += 1) body = inSns(body);
        assertAnswered(decodeNotification(body));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("any text and any JSON is answered", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: "binary" })), (body) => {
      assertAnswered(decodeNotification(body));
      assertAnswered(decodeNotification(inSns(body)));
    }),
    { numRuns: 1_000 },
  );
});

test("removing any one field but bucket and key leaves the object as it was named", () => {
  for (const seed of SEEDS.slice(0, 4)) {
    const whole = decodeNotification(seed).objects.map(({ bucket, key }) => ({ bucket, key }));
    const paths = pathsOf(JSON.parse(seed)).filter(isOptional);
    // CloudTrail's own shape has no field that could go.
    if (!seed.includes("s3ObjectKey")) expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const message: unknown = JSON.parse(seed);
      removeAt(message, path);
      const left = decodeNotification(JSON.stringify(message)).objects.map(({ bucket, key }) => ({
        bucket,
        key,
      }));
      expect({ path, left }).toEqual({ path, left: whole });
    }
  }
});

/** Fields that only carry bucket or key: without them there is nothing to read. */
function isOptional(path: readonly string[]): boolean {
  const REQUIRED =
    /^(Records(\/\d+(\/s3(\/bucket(\/name)?|\/object(\/key)?)?)?)?|s3Bucket|s3ObjectKey(\/\d+)?|detail(\/bucket(\/name)?|\/object(\/key)?)?|forwarder|objects(\/\d+(\/bucket|\/key)?)?)$/;
  return !REQUIRED.test(path.join("/"));
}

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...pathsOf(inner, [...path, name]),
  ]);
}

function parentOf(message: unknown, path: readonly string[]): Record<string, unknown> {
  return path
    .slice(0, -1)
    .reduce((value, name) => (value as Record<string, unknown>)[name], message) as Record<string, unknown>;
}

function removeAt(message: unknown, path: readonly string[]): void {
  delete parentOf(message, path)[path.at(-1) ?? ""];
}

function change(message: unknown, at: number, how: unknown): void {
  const paths = pathsOf(message);
  const path = paths[at % Math.max(1, paths.length)];
  if (!path) return;
  if (how === undefined) removeAt(message, path);
  else parentOf(message, path)[path.at(-1) ?? ""] = how;
}
