import { ForwarderError } from "../../../errors.ts";
import type { DeliveryResult, EncodedBatch, EventVerdict } from "../../../types.ts";
import type { DestinationTools, HttpResponse } from "../../define-destination.ts";

/** What an inspector may do besides reading the answer. */
export interface FollowUp {
  /** Posts JSON to a path beside the batch's (relative to its URL), authenticated like the batch. */
  post(path: string, body: object): Promise<HttpResponse>;
  readonly tools: DestinationTools;
  readonly signal: AbortSignal;
}

/**
 * Reads what an answer says about single events.
 * @throws {ForwarderError} when it says that nothing arrived, or when it cannot be read: that is no acknowledgement.
 */
export type Inspector = (
  answer: HttpResponse,
  batch: EncodedBatch,
  followUp: FollowUp,
) => DeliveryResult | Promise<DeliveryResult>;

/** A JSON object or array whose members are looked at one by one. */
export type Json = Readonly<Record<string, unknown>>;

/** The answer as a JSON object. */
export function answerObject(answer: HttpResponse): Json {
  const parsed = answerJson(answer);
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as Json;
  throw unreadable(answer);
}

/** The answer as a JSON array. */
export function answerArray(answer: HttpResponse): readonly unknown[] {
  const parsed = answerJson(answer);
  if (Array.isArray(parsed)) return parsed;
  throw unreadable(answer);
}

/** The member as an object; an empty one when it is none. */
export function member(value: unknown, name: string): Json {
  const found = asObject(value)[name];
  return asObject(found);
}

export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

/** The answer as a JSON object when it is one: a refusal may come without a body. */
export function refusalObject(answer: HttpResponse): Json {
  try {
    return asObject(JSON.parse(answer.text));
  } catch {
    return { text: shown(answer.text) };
  }
}

/** An answer that says nothing about the events: something in between may have given it. */
export function unreadable({ status }: HttpResponse): ForwarderError {
  return ForwarderError.retryable(
    "destination_unavailable",
    `the destination answered ${status} with a body that is not its own; check that the address reaches it directly`,
    { status },
  );
}

/** Some events were refused, and the answer does not say which: all are kept, none is sent again. */
export function partlyRefused(batch: EncodedBatch, refused: number, words: string): DeliveryResult {
  const detail = `${refused > 0 ? refused : "some"} of ${batch.events.length} events were refused, the answer does not say which: ${shown(words)}`;
  return { rejected: allOf(batch, detail), retryable: [], rejectReason: "partly_refused" };
}

/** The same verdict for every event of a batch. */
export function allOf({ events }: EncodedBatch, detail: string): EventVerdict[] {
  return events.map((_, index) => ({ index, detail }));
}

/** The beginning of what a destination says. */
export function shown(words: unknown): string {
  return String(words ?? "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .slice(0, 300);
}

function answerJson(answer: HttpResponse): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw unreadable(answer);
  }
}
