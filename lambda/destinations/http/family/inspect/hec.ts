import { ForwarderError } from "../../../../errors.ts";
import type { DeliveryResult, EncodedBatch } from "../../../../types.ts";
import { allDelivered } from "../../../define-destination.ts";
import {
  answerObject,
  type FollowUp,
  type Inspector,
  type Json,
  member,
  refusalObject,
  shown,
  unreadable,
} from "../inspector.ts";

/** Codes of a 400 for which not the events but the settings are to blame. */
const SETTINGS_CODES = new Set([7, 10, 14]);
const ACK_POLL_MS = 1_000;

/**
 * Splunk's answers. A 400 with `invalid-event-number` N means: the N events before it are indexed, it and everything
 * after it are not (measured on 10.4.3).
 * @param ackTimeoutMs how long indexer acknowledgement is waited for; undefined when the token does not use it
 */
export function hecInspector(ackTimeoutMs: number | undefined): Inspector {
  return async (answer, batch, followUp) => {
    if (answer.status === 400) return refusal(refusalObject(answer), batch);
    const said = answerObject(answer);
    if (said.code !== 0) throw unreadable(answer);
    // A server that does not acknowledge gives no id: then its 200 is all there is.
    if (ackTimeoutMs === undefined || typeof said.ackId !== "number") return allDelivered;
    await waitForAck(said.ackId, ackTimeoutMs, followUp);
    return allDelivered;
  };
}

function refusal(said: Json, batch: EncodedBatch): DeliveryResult {
  const { code, text } = said;
  const words = `400 code ${shown(code)} "${shown(text)}"`;
  if (SETTINGS_CODES.has(Number(code))) {
    throw ForwarderError.config(
      "destination_config",
      `the destination answered ${words}; check index, acknowledgement and channel of the token`,
      { status: 400 },
    );
  }
  const index = said["invalid-event-number"];
  if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index >= batch.events.length)
    throw ForwarderError.permanent("refused", `the destination answered ${words}`, { status: 400 });
  const detail = "not looked at, because an event before it was refused";
  return {
    rejected: [{ index, detail: words }],
    retryable: batch.events.slice(index + 1).map((_, after) => ({ index: index + 1 + after, detail })),
    isUnread: true,
  };
}

/**
 * An id is confirmed once and then forgotten by the server, and only the indexer that gave it knows it. A question that fails
 * for now is asked again: the batch itself is there already, and sending it again would store it twice.
 */
async function waitForAck(ackId: number, timeoutMs: number, followUp: FollowUp): Promise<void> {
  const { tools, signal } = followUp;
  const endMs = tools.now() + timeoutMs;
  let trouble = "";
  for (;;) {
    await tools.sleep(ACK_POLL_MS, signal);
    try {
      if (await isAcknowledged(ackId, followUp)) return;
      trouble = "";
    } catch (error) {
      if (!(error instanceof ForwarderError) || error.kind !== "retryable") throw error;
      trouble = `; the last question failed: ${error.message}`;
    }
    if (tools.now() >= endMs || signal.aborted) break;
  }
  throw ForwarderError.retryable(
    "destination_unavailable",
    `the destination took a batch but did not acknowledge it within ${timeoutMs / 1000} s${trouble}`,
  );
}

async function isAcknowledged(ackId: number, { post }: FollowUp): Promise<boolean> {
  const answer = await post("ack", { acks: [ackId] }).catch(asUnanswerable);
  const said = answerObject(answer);
  if (answer.status === 400) {
    throw ForwarderError.config(
      "destination_config",
      `the destination took a batch, but answered 400 code ${shown(said.code)} "${shown(said.text)}" when asked for its acknowledgement; check that the token uses indexer acknowledgement`,
    );
  }
  return member(said, "acks")[String(ackId)] === true;
}

/** A refusal of the question says nothing about the events, which were taken. */
function asUnanswerable(error: unknown): never {
  if (!(error instanceof ForwarderError) || error.kind !== "permanent") throw error;
  throw ForwarderError.config(
    "destination_config",
    `the destination took a batch, but cannot be asked for its acknowledgement: ${error.message}`,
    { cause: error },
  );
}
