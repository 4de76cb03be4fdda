import { allDelivered } from "../../../define-destination.ts";
import {
  allOf,
  answerObject,
  asObject,
  type Inspector,
  partlyRefused,
  shown,
  unreadable,
} from "../inspector.ts";

/** Axiom's answer: `failed` counts what was refused; the failures name a time, which several events share. */
export const inspectAxiom: Inspector = (answer, batch) => {
  const { ingested, failed, failures } = answerObject(answer);
  if (typeof ingested !== "number" || typeof failed !== "number") throw unreadable(answer);
  if (failed === 0) return allDelivered;
  const [first] = Array.isArray(failures) ? failures : [];
  const words = shown(asObject(first).error);
  return ingested === 0
    ? { rejected: allOf(batch, words), retryable: [] }
    : partlyRefused(batch, failed, words);
};
