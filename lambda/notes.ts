import type { SourceMismatch } from "./decode/object-key.ts";
import type { HeldReason } from "./filter/filter.ts";

/** What happened to records besides their outcome. Counted, and never a reason to hold a record back. */
export type Note =
  /** Kept although a rule would have dropped it, or could not be asked: reason and rule. */
  | `held:${HeldReason}:${string}`
  /** Values made unreadable, by rule. */
  | `redacted:${string}`
  /** The record contradicts the key of its log file. */
  | `mismatch:${SourceMismatch}`
  /** No tenant claims the log file. */
  | "untenanted"
  /** Enrichment is configured and knows nothing about the record. */
  | `unknown:${"account" | "address"}`;

/** Sum of all notes that begin with these words. */
export function sumOfNotes(notes: Readonly<Record<string, number>>, prefix: string): number {
  let sum = 0;
  for (const [name, count] of Object.entries(notes)) if (name.startsWith(prefix)) sum += count;
  return sum;
}
