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

/** An id is confirmed once and then forgotten by the server, and only the indexer that gave it knows it. */
async function waitForAck(
  ackId: number,
  timeoutMs: number,
  { post, tools, signal }: FollowUp,
): Promise<void> {
  const endMs = tools.now() + timeoutMs;
  for (;;) {
    await tools.sleep(ACK_POLL_MS, signal);
    const answer = await post("/services/collector/ack", { acks: [ackId] });
    if (member(answerObject(answer), "acks")[String(ackId)] === true) return;
    if (tools.now() >= endMs || signal.aborted) break;
  }
  throw ForwarderError.retryable(
    "destination_unavailable",
    `the destination took a batch but did not acknowledge it within ${timeoutMs / 1000} s`,
  );
}
