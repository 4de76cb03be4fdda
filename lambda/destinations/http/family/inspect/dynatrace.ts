import { allDelivered } from "../../../define-destination.ts";
import { type Inspector, partlyRefused } from "../inspector.ts";

/** Dynatrace's answer: 204 means everything, 200 that a part was left out, and the batch must not be sent again. */
export const inspectDynatrace: Inspector = (answer, batch) =>
  answer.status === 200 ? partlyRefused(batch, 0, answer.text) : allDelivered;
