import type { Clock } from "../clock.ts";
import type { RejectReason } from "../contract/reasons.ts";
import type { Destination } from "../destinations/define-destination.ts";
import type { FramedEvent } from "../encode/batcher.ts";
import { encodeBatch } from "../encode/encode-batch.ts";
import type { Framing } from "../encode/framing.ts";
import { ForwarderError } from "../errors.ts";
import { backoffMs } from "./backoff.ts";
import { isAuthStatus } from "./http-status.ts";

/** How batches reach one destination. */
export interface Route {
  readonly destination: Destination;
  readonly framing: Framing;
  readonly compression: "gzip" | "none";
  readonly clock: Clock;
  /** When no further try may begin, ms since the epoch. */
  readonly deadlineMs: number;
  /** Aborted when a request under way must end. */
  readonly signal: AbortSignal;
  /** Forgets cached secrets, so that the next try reads them again. */
  refreshSecrets(): void;
}

/** Told about each event exactly once, and about each request. */
export interface Outcomes<Owner> {
  delivered(entry: FramedEvent<Owner>): void;
  rejected(entry: FramedEvent<Owner>, reason: RejectReason, detail: string): void;
  returned(entry: FramedEvent<Owner>, failure: ForwarderError): void;
  answered(request: { readonly bytes: number; readonly durationMs: number }): void;
  retried(failure: ForwarderError): void;
}

/** Tries in a row that settle nothing before the destination counts as down for this invocation. */
export const MAX_ATTEMPTS = 6;

/**
 * Delivers one batch: retries what may work later with jitter and Retry-After until the deadline, reads secrets again after
 * a refusal of credentials, and takes a batch apart that is refused as a whole until the culprit stands alone.
 * @param maxAttempts fruitless tries at the beginning; once anything was settled there are as many as ever
 * @returns whether the destination took every event
 */
export async function deliverBatch<Owner>(
  batch: readonly FramedEvent<Owner>[],
  route: Route,
  outcomes: Outcomes<Owner>,
  maxAttempts = MAX_ATTEMPTS,
): Promise<boolean> {
  let pending = batch;
  let hasRefused = false;
  let attempts = maxAttempts;
  let hasRefreshed = false;
  const triesByStatus = new Map<number, number>();
  for (let fruitless = 1; ; fruitless += 1) {
    const { failure: found, unsettled, isUnread, ...result } = await tryOnce(pending, route, outcomes);
    hasRefused ||= result.hasRefused;
    if (!found) return !hasRefused;
    // What settles something is no failed try: else a batch with many bad events would never come to its end.
    if (unsettled.length < pending.length) {
      fruitless = 1;
      attempts = MAX_ATTEMPTS;
    }
    pending = unsettled;
    if (fruitless === 1 && route.signal.aborted && found.kind === "retryable") {
      // Cut off by us before it could answer even once: that says nothing about the destination.
      const cut = ForwarderError.retryable("deadline", found.message, { cause: found });
      for (const entry of pending) outcomes.returned(entry, cut);
      return false;
    }
    const failure = escalated(found, triesByStatus);
    if (failure.kind === "permanent") {
      await takeApart(pending, failure, route, outcomes, maxAttempts);
      return false;
    }
    const mayRefresh = isRefusalOfCredentials(failure) && !hasRefreshed;
    if (mayRefresh) {
      hasRefreshed = true;
      route.refreshSecrets();
      route.destination.refresh?.();
    }
    const waitMs = isUnread ? 0 : backoffMs(fruitless, route.clock.random(), failure.retryAfterMs);
    const isLast =
      fruitless >= attempts || route.clock.now() + waitMs > route.deadlineMs || route.signal.aborted;
    if (isLast || (failure.kind === "config" && !mayRefresh)) {
      for (const entry of pending) outcomes.returned(entry, failure);
      return false;
    }
    outcomes.retried(failure);
    if (waitMs > 0) await route.clock.sleep(waitMs, route.signal);
  }
}

function isRefusalOfCredentials({ reason, status }: ForwarderError): boolean {
  return reason === "destination_auth" || isAuthStatus(status);
}

/** A failure that passes only so often, as one that a person must look at once it has come more often. */
function escalated(failure: ForwarderError, triesByStatus: Map<number, number>): ForwarderError {
  const { maxTries, status = 0, message, detail } = failure;
  if (maxTries === undefined) return failure;
  const tries = (triesByStatus.get(status) ?? 0) + 1;
  triesByStatus.set(status, tries);
  if (tries < maxTries) return failure;
  return ForwarderError.config(
    isAuthStatus(status) ? "destination_auth" : "destination_config",
    `${message} (${tries} times in a row); check the destination's settings on both sides`,
    { status, detail, cause: failure },
  );
}

interface TryResult<Owner> {
  /** Absent when every event is settled. */
  readonly failure?: ForwarderError;
  readonly unsettled: readonly FramedEvent<Owner>[];
  /** Whether it refused events for good. */
  readonly hasRefused: boolean;
  /** The destination did not look at what is unsettled. */
  readonly isUnread?: boolean;
}

const ALL_DELIVERED: TryResult<never> = { unsettled: [], hasRefused: false };

async function tryOnce<Owner>(
  entries: readonly FramedEvent<Owner>[],
  route: Route,
  outcomes: Outcomes<Owner>,
): Promise<TryResult<Owner>> {
  const { destination, framing, compression, clock, signal } = route;
  const startedMs = clock.now();
  try {
    const encoded = await encodeBatch(entries, framing, compression);
    const result = await destination.send(encoded, signal);
    outcomes.answered({ bytes: encoded.body.length, durationMs: clock.now() - startedMs });
    if (result.rejected.length === 0 && result.retryable.length === 0) {
      for (const entry of entries) outcomes.delivered(entry);
      return ALL_DELIVERED;
    }
    const rejected = new Map(result.rejected.map(({ index, detail }) => [index, detail]));
    const retryable = new Map(result.retryable.map(({ index, detail }) => [index, detail]));
    for (const [index, entry] of entries.entries()) {
      const refusal = rejected.get(index);
      if (refusal !== undefined) outcomes.rejected(entry, result.rejectReason ?? "refused", refusal);
      else if (!retryable.has(index)) outcomes.delivered(entry);
    }
    const unsettled = entries.filter((_, index) => retryable.has(index) && !rejected.has(index));
    const hasRefused = rejected.size > 0;
    if (unsettled.length === 0) return { unsettled, hasRefused };
    const [detail] = retryable.values();
    const message = `the destination put off ${unsettled.length} of ${entries.length} events: ${detail}`;
    return {
      unsettled,
      hasRefused,
      isUnread: result.isUnread,
      failure: ForwarderError.retryable("destination_unavailable", message, {
        retryAfterMs: result.retryAfterMs,
      }),
    };
  } catch (error) {
    return { unsettled: entries, hasRefused: false, failure: deliveryFailure(error) };
  }
}

/**
 * Parts that a refused request is cut into. With four, one culprit is found in as many requests as with two, every event being
 * one costs a third fewer, and less is sent twice. What is only too large mostly fits when it is halved.
 */
const PARTS = 4;
const PARTS_OF_TOO_LARGE = 2;

/** A refusal of the whole request: each part by itself, until the event that is to blame stands alone. */
async function takeApart<Owner>(
  entries: readonly FramedEvent<Owner>[],
  failure: ForwarderError,
  route: Route,
  outcomes: Outcomes<Owner>,
  maxAttempts: number,
): Promise<void> {
  const [only] = entries;
  const isTooLarge = failure.status === 413;
  if (only && entries.length === 1) {
    outcomes.rejected(
      only,
      isTooLarge ? "event_too_large" : "refused",
      [failure.message, failure.detail].filter(Boolean).join(": "),
    );
    return;
  }
  const length = Math.ceil(entries.length / (isTooLarge ? PARTS_OF_TOO_LARGE : PARTS));
  let isEverythingTaken = !isTooLarge;
  for (let start = 0; start < entries.length; start += length) {
    const part = entries.slice(start, start + length);
    const isLast = start + length >= entries.length;
    // All others were taken, so the culprit is here: the part as a whole need not be tried. An event alone always is.
    if (isLast && isEverythingTaken && part.length > 1)
      await takeApart(part, failure, route, outcomes, maxAttempts);
    else {
      const isTaken = await deliverBatch(part, route, outcomes, maxAttempts);
      isEverythingTaken &&= isTaken;
    }
  }
}

/** Anything that no destination has classified may work later. */
function deliveryFailure(error: unknown): ForwarderError {
  if (error instanceof ForwarderError) return error;
  const { name, message } = error as Error;
  return ForwarderError.retryable("destination_unavailable", `delivery failed: ${name}: ${message}`, {
    cause: error,
  });
}
