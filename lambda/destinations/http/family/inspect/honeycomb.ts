import type { EventVerdict } from "../../../../types.ts";
import { answerArray, asObject, type Inspector, shown, unreadable } from "../inspector.ts";

/** Honeycomb's batch answer: one status for each event, in order; 202 means taken. */
export const inspectHoneycomb: Inspector = (answer, { events }) => {
  const statuses = answerArray(answer);
  if (statuses.length !== events.length) throw unreadable(answer);
  const rejected: EventVerdict[] = [];
  const retryable: EventVerdict[] = [];
  for (const [index, item] of statuses.entries()) {
    const { status: said, error } = asObject(item);
    const status = Number(said);
    if (status >= 200 && status < 300) continue;
    const isForNow = status === 429 || status >= 500 || !(status >= 400);
    if (isForNow) retryable.push({ index, detail: String(status) });
    else rejected.push({ index, detail: `${status} ${shown(error)}` });
  }
  return { rejected, retryable };
};
