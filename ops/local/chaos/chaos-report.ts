import type { InjectedCounts } from "./chaos.ts";

/** What went wrong on purpose in a run, and what became of the records all the same. */
export interface ChaosReport {
  /** As it was given; the same one lets the same things go wrong. */
  readonly spec: string;
  /** How often each fault struck. */
  readonly injected: InjectedCounts;
  /** Different event ids of the announced files, once for each destination. */
  readonly expected: number;
  /** How many of them arrived. */
  readonly distinct: number;
  /** How many neither arrived nor were filtered or rejected by the function; must be 0. */
  readonly lost: number;
  /** Events that arrived again. */
  readonly duplicates: number;
  /** Events that arrived without being in the files. */
  readonly unknown: number;
  /** Messages that chaos drove into the dead-letter queue and that were sent back, once it was calm. */
  readonly redriven: number;
}
