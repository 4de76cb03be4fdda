import { ForwarderError } from "../../../../errors.ts";
import type { DeliveryResult, EventVerdict } from "../../../../types.ts";
import { allDelivered } from "../../../define-destination.ts";
import { answerObject, asObject, type Inspector, type Json, shown, unreadable } from "../inspector.ts";

/**
 * Elasticsearch's and OpenSearch's bulk answer: one item for each event, in order. 409 means that the event is there
 * already, 429 and 5xx that it may work later. Rights, blocks (a full disk makes an index read-only) and a missing or closed
 * index are reported item by item too, under a 200: then a person must act. Any other refusal is for good.
 */
export const inspectBulk: Inspector = (answer, { events }) => {
  const { errors, items } = answerObject(answer);
  if (errors === false) return allDelivered;
  if (!Array.isArray(items) || items.length !== events.length) throw unreadable(answer);
  const rejected: EventVerdict[] = [];
  const retryable: EventVerdict[] = [];
  const stopped: ForwarderError[] = [];
  for (const [index, item] of items.entries()) {
    const [outcome] = Object.values(asObject(item));
    const status = Number(asObject(outcome).status);
    const error = asObject(asObject(outcome).error);
    if ((status >= 200 && status < 300) || status === 409) continue;
    const failure = settingsFailure(status, error);
    if (failure) {
      stopped.push(failure);
      retryable.push({ index, detail: failure.message });
      continue;
    }
    const isForNow = status === 429 || (status >= 500 && status !== 501) || !(status >= 400);
    // The reason repeats values of the event: it belongs into the reject store only.
    if (isForNow) retryable.push({ index, detail: `${status} ${shown(error.type)}` });
    else
      rejected.push({
        index,
        detail: `${status} ${shown(error.type)}: ${shown(error.reason)}${causeOf(error)}`,
      });
  }
  const [first] = stopped;
  // Beside events that were settled it is only put off: the next try carries nothing else, and then this is thrown.
  if (first && stopped.length === events.length) throw first;
  return { rejected, retryable } satisfies DeliveryResult;
};

const SETTINGS_TYPES = new Set([
  "security_exception",
  "cluster_block_exception",
  "index_create_block_exception",
  "index_closed_exception",
  "index_not_found_exception",
]);

/** What would happen to every event; its reason names users and indices, never values of an event. */
function settingsFailure(status: number, { type, reason }: Json): ForwarderError | undefined {
  if (status !== 401 && status !== 403 && status !== 404 && !SETTINGS_TYPES.has(String(type)))
    return undefined;
  // A disk that is full answers 429 in newer versions: that is for now.
  if (status === 429 || status >= 500) return undefined;
  const words = `the destination refused to write: ${status} ${shown(type)}: ${shown(reason)}`;
  return type === "security_exception" || status === 401
    ? ForwarderError.config("destination_auth", `${words}; check the rights of the credentials`, { status })
    : ForwarderError.config("destination_config", `${words}; check the index, its blocks and its disk`);
}

/** The reason of a mapping conflict stands one level down. */
function causeOf({ caused_by }: Readonly<Record<string, unknown>>): string {
  const { reason } = asObject(caused_by);
  return reason === undefined ? "" : ` (${shown(reason)})`;
}
