import type { SQSRecord } from "aws-lambda";
import { limitsConfig } from "../../lambda/contract/function-config.ts";
import type { Breaker } from "../../lambda/deliver/breaker.ts";
import { Delivery } from "../../lambda/deliver/delivery.ts";
import { RejectStore } from "../../lambda/deliver/reject-store.ts";
import type { Destination } from "../../lambda/destinations/define-destination.ts";
import { ndjson } from "../../lambda/encode/framing.ts";
import { ForwarderError } from "../../lambda/errors.ts";
import { createFormat } from "../../lambda/formats/registry.ts";
import { runInvocation } from "../../lambda/invocation.ts";
import type { Ledger } from "../../lambda/ledger/ledger.ts";
import type { OwnQueue } from "../../lambda/queue/own-queue.ts";
import type { SenderCheck } from "../../lambda/sender-check.ts";
import type { ContentIdentity } from "../../lambda/source/s3-object.ts";
import { emptyTotals } from "../../lambda/totals.ts";
import { createTransform, type TransformRooms } from "../../lambda/transform.ts";
import type { ObjectRef } from "../../lambda/types.ts";
import { virtualClock } from "./clock.ts";
import { inPieces } from "./streams.ts";

export const BUCKET = "example-trail";

/** A key that CloudTrail would write. */
export function logKey(name: string, kind = "CloudTrail"): string {
  return `AWSLogs/111122223333/${kind}/us-east-1/2026/01/02/111122223333_${kind}_us-east-1_20260102T0305Z_${name}.json.gz`;
}

/** A message as the event source mapping hands it over. */
export function sqsMessage(body: string, { messageId = "m1", receives = 1 } = {}): SQSRecord {
  return {
    messageId,
    receiptHandle: "handle",
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "s",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:111122223333:q",
    awsRegion: "us-east-1",
  };
}

/** The notification that S3 sends for these keys. */
export function s3Body(...keys: readonly string[]): string {
  const records = keys.map((key) => ({
    eventVersion: "2.1",
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    eventTime: "2026-01-02T03:05:00.000Z",
    s3: {
      bucket: { name: BUCKET },
      object: { key: encodeURIComponent(key).replaceAll("%2F", "/"), size: 1 },
    },
  }));
  return JSON.stringify({ Records: records });
}

export interface Scene {
  /** Bytes of each object, or what reading it throws. */
  readonly objects: Readonly<Record<string, Uint8Array | string | Error>>;
  readonly messages: readonly SQSRecord[];
  /** Answers a request; the default takes everything. */
  readonly send?: Destination["send"];
  readonly putReject?: (key: string, body: Uint8Array) => void | Promise<void>;
  readonly limits?: Partial<ReturnType<typeof limitsConfig.parse>>;
  readonly maxBatchEvents?: number;
  /** How long every request takes. */
  readonly sendMs?: number;
  /** Takes continuations; without it there are none. */
  readonly queue?: OwnQueue;
  readonly breaker?: Breaker;
  readonly ledger?: Ledger;
  /** Etag and version of objects; a continuation that is pinned to another etag finds the object changed. */
  readonly identities?: Readonly<Record<string, ContentIdentity>>;
  /** Bytes of each piece in which objects arrive. */
  readonly pieceBytes?: number;
  /** The rooms between records and events; the default is the raw format alone. */
  readonly rooms?: TransformRooms;
  readonly checkSender?: SenderCheck;
  /** Changes the delivery, to see what a defect in it leads to. */
  readonly defect?: (delivery: Delivery) => Delivery;
  /** Called before each chunk of an object is read; may move the clock. */
  readonly onRead?: (clock: ReturnType<typeof virtualClock>) => void | Promise<void>;
}

/** Runs one invocation over fakes of S3, the destination and the reject store; everything else is the real thing. */
export async function invoke(scene: Scene, totals = emptyTotals()) {
  const clock = virtualClock();
  const delivered: string[] = [];
  const files = new Map<string, Buffer>();
  const reads: string[] = [];
  const deadlineMs = clock.now() + 60_000;
  const rejects = new RejectStore(
    async (key, body) => {
      await scene.putReject?.(key, body);
      files.set(key, Buffer.from(body));
    },
    clock.now,
    "main",
  );
  const destination: Destination = {
    send: async (batch, signal) => {
      clock.advance(scene.sendMs ?? 0);
      const result = scene.send ? await scene.send(batch, signal) : { rejected: [], retryable: [] };
      const refused = new Set([...result.rejected, ...result.retryable].map(({ index }) => index));
      delivered.push(
        ...batch.entries
          .filter((_, index) => !refused.has(index))
          .map((entry) => Buffer.from(entry).toString()),
      );
      return result;
    },
  };
  const signal = new AbortController().signal;
  const route = {
    destination,
    framing: ndjson,
    compression: "none" as const,
    clock,
    deadlineMs,
    signal,
    refreshSecrets: () => undefined,
  };
  const delivery = new Delivery({
    route,
    limits: { maxBatchBytes: 100_000, maxBatchEvents: scene.maxBatchEvents ?? 100, maxEventBytes: 50_000 },
    requestConcurrency: 2,
    rejects,
    observer: { requestAnswered: () => undefined, deliveryRetried: () => undefined },
    breaker: scene.breaker,
  });
  const silent = () => undefined;
  const context = {
    pipeline: {
      source: {
        read: (ref: ObjectRef, _signal: AbortSignal, onOpen?: (identity: ContentIdentity) => void) => {
          reads.push(ref.key);
          const identity = scene.identities?.[ref.key] ?? {};
          if (ref.nextRecord && ref.etag && ref.etag !== identity.etag)
            throw ForwarderError.retryable("object_changed", "PreconditionFailed");
          onOpen?.(identity);
          return readFake(scene, ref, () => scene.onRead?.(clock));
        },
      },
      transform: createTransform(scene.rooms ?? { format: createFormat({ type: "raw" }) }),
      limits: limitsConfig.parse(scene.limits ?? {}),
    },
    telemetry: {
      objectForwarded: silent,
      objectSkipped: silent,
      objectRejected: silent,
      objectReturned: silent,
      objectContinued: silent,
      messageRejected: silent,
      messageReturned: silent,
      requestAnswered: silent,
      deliveryRetried: silent,
      sourcesChecked: () => undefined,
      ledgerFailed: silent,
      bucketRegionFollowed: silent,
      enrichmentFailed: silent,
      invocationFinished: silent,
    },
    objectConcurrency: 3,
    quarantineAfterReceives: 3,
    logBuckets: [BUCKET],
    checkSender: scene.checkSender,
  };
  const run = {
    delivery: scene.defect?.(delivery) ?? delivery,
    rejects,
    signal,
    queue: scene.queue,
    ledger: scene.ledger,
    isPastDeadline: () => clock.now() >= deadlineMs,
  };
  const failures = await runInvocation(scene.messages, context, run, totals);
  const returned = [...new Set(failures.map(({ messageId }) => messageId))];
  return { returned, failures, totals, delivered, files, reads };
}

async function* readFake(
  { objects, pieceBytes = 500 }: Scene,
  { key }: ObjectRef,
  onRead: () => void | Promise<void>,
): AsyncGenerator<Uint8Array> {
  const content = Object.hasOwn(objects, key) ? objects[key] : undefined;
  if (content === undefined)
    throw ForwarderError.permanent("object_missing", `s3://${BUCKET}/${key} does not exist`);
  if (content instanceof Error) throw content;
  for await (const piece of inPieces(Buffer.from(content), pieceBytes)) {
    await onRead();
    yield piece;
  }
}
