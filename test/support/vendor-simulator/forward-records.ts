import { ObjectBooks } from "../../../lambda/books.ts";
import { Delivery } from "../../../lambda/deliver/delivery.ts";
import { createHttpClient } from "../../../lambda/deliver/http-client.ts";
import { RejectStore } from "../../../lambda/deliver/reject-store.ts";
import { destinationOf, destinationOptions } from "../../../lambda/destinations/registry.ts";
import type { ForwarderError } from "../../../lambda/errors.ts";
import { normalizeRecord } from "../../../lambda/formats/normalized-event.ts";
import { createFormat, formatField } from "../../../lambda/formats/registry.ts";
import { SecretCache } from "../../../lambda/source/secret.ts";
import type { CloudTrailRecord, RawRecord } from "../../../lambda/types.ts";
import { virtualClock } from "../clock.ts";
import { rawRecord } from "../cloudtrail/corpus.ts";
import { AWS_CREDENTIALS } from "./protocol.ts";
import { NOW_MS } from "./records.ts";

interface Forwarding {
  /** `{ type, …options }` as a configuration would hold it. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly records: readonly CloudTrailRecord[];
  /** The current text of a secret. */
  readonly readSecret: (arn: string) => string;
  /** Replaces the time limit of requests, so that a test need not wait for it. */
  readonly timeoutMs?: number;
  readonly nowMs?: number;
}

/** What became of one record. */
export type Outcome = "delivered" | `rejected ${string}` | `returned ${string}`;

/**
 * Forwards records to a destination as the function does: its encoding, limits, retries, secrets and reject store. Only
 * the clock, the secret store and the reject bucket are not real.
 */
export async function forwardRecords({
  options,
  format,
  records,
  readSecret,
  timeoutMs,
  nowMs = NOW_MS,
}: Forwarding) {
  const clock = virtualClock(nowMs);
  const parsed = destinationOptions.parse(options);
  const definition = destinationOf(parsed);
  const eventFormat = createFormat(formatField().parse(format ?? definition.defaultFormat));
  const http = createHttpClient(clock.now);
  const secrets = new SecretCache(async (arn) => readSecret(arn), clock.now);
  const failures: ForwarderError[] = [];
  const files = new Map<string, string>();
  const destination = await definition.create(parsed, {
    http: {
      request: (request, signal) =>
        http.request({ ...request, timeoutMs: timeoutMs ?? request.timeoutMs }, signal),
    },
    secret: (arn, field) => secrets.get(arn, field),
    aws: { credentials: async () => AWS_CREDENTIALS, region: async () => "us-east-1" },
    now: clock.now,
    sleep: clock.sleep,
  });
  const rejects = new RejectStore(
    async (key, body) => void files.set(key, body.toString()),
    clock.now,
    "main",
  );
  const delivery = new Delivery({
    route: {
      destination,
      framing: definition.framing(parsed),
      compression: definition.compression(parsed),
      clock,
      deadlineMs: clock.now() + 600_000,
      signal: new AbortController().signal,
      refreshSecrets: () => secrets.forget(),
    },
    limits: definition.limits(parsed),
    policies: definition.policies?.(parsed),
    requestConcurrency: 1,
    rejects,
    observer: { requestAnswered: () => undefined, deliveryRetried: (failure) => failures.push(failure) },
  });
  const works = records.map((value, ordinal) => {
    const record = rawRecord(value, ordinal);
    const source = {
      bucket: "example-trail",
      key: "AWSLogs/111122223333/CloudTrail/us-east-1/2026/02/03/x.json.gz",
    };
    const normalize = (one: RawRecord) => normalizeRecord(eventFormat, one, source);
    return { record, normalize, event: normalize(record), books: new ObjectBooks(source) };
  });
  try {
    for (const { event, books, record, normalize } of works) {
      books.read += 1;
      delivery.add(event, { books, record }, normalize);
      await delivery.ready();
    }
    await delivery.finish();
  } finally {
    http.close();
  }
  for (const { books } of works) if (books.failure) failures.push(books.failure);
  return {
    outcomes: new Map(works.map(({ event, books }) => [event.id, outcomeOf(books)])),
    copies: works.filter(({ books }) => books.copied.size > 0).map(({ event }) => event.id),
    /** Files of the reject store by key. */
    files,
    failures,
    slept: clock.slept,
  };
}

function outcomeOf(books: ObjectBooks): Outcome {
  if (books.failure) return `returned ${books.failure.reason}`;
  const [reason] = books.rejected.keys();
  if (books.isBalanced) return reason ? `rejected ${reason}` : "delivered";
  throw new Error(
    `the books of one record do not balance: ${JSON.stringify([books.read, books.delivered, books.rejectedTotal])}`,
  );
}
