import type { Clock } from "../../lambda/clock.ts";
import { deliverBatch } from "../../lambda/deliver/deliver-batch.ts";
import type { DestinationTools } from "../../lambda/destinations/define-destination.ts";
import { destinationOf, destinationOptions } from "../../lambda/destinations/registry.ts";
import { Batcher, type FramedEvent } from "../../lambda/encode/batcher.ts";
import type { ForwarderError } from "../../lambda/errors.ts";
import type { NormalizedEvent } from "../../lambda/types.ts";
import { virtualClock } from "./clock.ts";

/** What became of each event, in the order of the events. */
export interface Delivered {
  /** `delivered`, `rejected: <why>`, `returned: <reason>` or `oversize`, per event. */
  readonly outcomes: string[];
  readonly retries: ForwarderError[];
  readonly batches: number;
}

interface Options {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly secondsLeft?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** What the secrets are once they are read again. */
  readonly rotated?: Readonly<Record<string, string>>;
}

/** Sends events through the batcher, the retry loop and the destination that the options name, as an invocation would. */
export async function deliverTo(
  options: Readonly<Record<string, unknown>>,
  events: readonly NormalizedEvent[],
  { secondsLeft = 300, clock = virtualClock(), signal = new AbortController().signal, ...more }: Options = {},
): Promise<Delivered> {
  const secrets = { ...more.secrets };
  const config = destinationOptions.parse(options);
  const definition = destinationOf(config as { type: string });
  const framing = definition.framing(config);
  const destination = await definition.create(config, toolsWith(secrets, clock));
  const outcomes: string[] = events.map(() => "unsettled");
  const retries: ForwarderError[] = [];
  const settle = ({ owner }: FramedEvent<number>, outcome: string) => {
    if (outcomes[owner] !== "unsettled") throw new Error(`event ${owner} was settled twice: ${outcome}`);
    outcomes[owner] = outcome;
  };
  const batcher = new Batcher<number>(framing, definition.limits(config));
  const batches: (readonly FramedEvent<number>[])[] = [];
  for (const [index, event] of events.entries()) {
    const { full, oversizeBytes } = batcher.add(event, index);
    if (oversizeBytes !== undefined) outcomes[index] = "oversize";
    if (full) batches.push(full.entries);
  }
  const last = batcher.drain();
  if (last) batches.push(last.entries);
  const route = {
    destination,
    framing,
    compression: definition.compression(config),
    clock,
    deadlineMs: clock.now() + secondsLeft * 1_000,
    signal,
    refreshSecrets: () => {
      Object.assign(secrets, more.rotated);
    },
  };
  for (const batch of batches) {
    await deliverBatch(batch, route, {
      delivered: (entry) => settle(entry, "delivered"),
      rejected: (entry, reason, detail) => settle(entry, `rejected: ${reason} ${detail}`),
      returned: (entry, failure) => settle(entry, `returned: ${failure.reason}`),
      answered: () => undefined,
      retried: (failure) => retries.push(failure),
    });
  }
  await destination.close?.();
  return { outcomes, retries, batches: batches.length };
}

function toolsWith(secrets: Readonly<Record<string, string>>, clock: Clock): DestinationTools {
  return {
    http: {
      request: () => Promise.reject(new Error("this destination has no business with HTTP")),
    },
    aws: {
      credentials: () => Promise.reject(new Error("this destination signs nothing itself")),
      region: async () => "us-east-1",
    },
    now: clock.now,
    sleep: clock.sleep,
    secret: async (arn, field) => {
      const text = secrets[arn];
      if (text === undefined) throw new Error(`the test has no secret ${arn}`);
      if (field === undefined || !text.startsWith("{")) return text;
      return String(JSON.parse(text)[field]);
    },
  };
}

/** An event as the raw format makes it. */
export function eventOf(
  record: Readonly<Record<string, unknown>>,
  source?: NormalizedEvent["source"],
): NormalizedEvent {
  const time = typeof record.eventTime === "string" ? Date.parse(record.eventTime) : Number.NaN;
  return {
    id: String(record.eventID),
    time: Number.isNaN(time) ? undefined : time,
    body: Buffer.from(JSON.stringify(record)),
    record,
    source,
  };
}

/** A small record of a documentation account. */
export function recordOf(number: number, more: Readonly<Record<string, unknown>> = {}) {
  return {
    eventVersion: "1.11",
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    eventTime: "2026-01-02T03:04:05Z",
    eventSource: "iam.amazonaws.com",
    eventName: "CreateUser",
    awsRegion: "us-east-1",
    recipientAccountId: "111122223333",
    ...more,
  };
}
