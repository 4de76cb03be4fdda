import { ForwarderError } from "../../../../errors.ts";
import { allDelivered } from "../../../define-destination.ts";
import { type Inspector, partlyRefused, refusalObject, shown } from "../inspector.ts";

/** Logz.io's answer: a 400 counts good and bad lines without naming them; what was good is stored. */
export const inspectLogzio: Inspector = (answer, batch) => {
  if (answer.status !== 400) return allDelivered;
  const { malformedLines, oversizedLines, emptyLogLines, successfulLines } = refusalObject(answer);
  const words = `${answer.text.startsWith("{") ? "" : `${shown(answer.text)} `}malformed ${shown(malformedLines)}, oversized ${shown(oversizedLines)}, empty ${shown(emptyLogLines)}`;
  const taken = Number(successfulLines ?? 0);
  if (taken > 0) return partlyRefused(batch, batch.events.length - taken, words);
  throw ForwarderError.permanent("refused", "the destination answered 400", { status: 400, detail: words });
};
