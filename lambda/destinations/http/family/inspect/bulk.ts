import type { DeliveryResult, EventVerdict } from "../../../../types.ts";
import { allDelivered } from "../../../define-destination.ts";
import { answerObject, asObject, type Inspector, shown, unreadable } from "../inspector.ts";

/**
 * Elasticsearch's and OpenSearch's bulk answer: one item for each event, in order. 409 means that the event is there
 * already, 429 and 5xx that it may work later; any other refusal is for good.
 */
export const inspectBulk: Inspector = (answer, { events }) => {
  const { errors, items } = answerObject(answer);
  if (errors === false) return allDelivered;
  if (!Array.isArray(items) || items.length !== events.length) throw unreadable(answer);
  const rejected: EventVerdict[] = [];
  const retryable: EventVerdict[] = [];
  for (const [index, item] of items.entries()) {
    const [outcome] = Object.values(asObject(item));
    const status = Number(asObject(outcome).status);
    const error = asObject(asObject(outcome).error);
    if ((status >= 200 && status < 300) || status === 409) continue;
    const isForNow = status === 429 || (status >= 500 && status !== 501) || !(status >= 400);
    // The reason repeats values of the event: it belongs into the reject store only.
    if (isForNow) retryable.push({ index, detail: `${status} ${shown(error.type)}` });
    else
      rejected.push({
        index,
        detail: `${status} ${shown(error.type)}: ${shown(error.reason)}${causeOf(error)}`,
      });
  }
  return { rejected, retryable } satisfies DeliveryResult;
};

/** The reason of a mapping conflict stands one level down. */
function causeOf({ caused_by }: Readonly<Record<string, unknown>>): string {
  const { reason } = asObject(caused_by);
  return reason === undefined ? "" : ` (${shown(reason)})`;
}
