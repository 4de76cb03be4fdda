import { allDelivered } from "../../../define-destination.ts";
import { allOf, answerObject, type Inspector, member, partlyRefused, shown } from "../inspector.ts";

/**
 * OTLP's answer: with `partialSuccess` some records are refused, the answer does not say which, and by the specification
 * the request must not be sent again.
 */
export const inspectOtlp: Inspector = (answer, batch) => {
  // "{}" or nothing: everything was taken.
  if (answer.text.trim() === "") return allDelivered;
  const { rejectedLogRecords, errorMessage } = member(answerObject(answer), "partialSuccess");
  // A 64-bit integer, so text in JSON; some servers write a number.
  const refused = Number(rejectedLogRecords ?? 0);
  if (!(refused > 0)) return allDelivered;
  if (refused < batch.events.length) return partlyRefused(batch, refused, shown(errorMessage));
  return { rejected: allOf(batch, shown(errorMessage)), retryable: [] };
};
