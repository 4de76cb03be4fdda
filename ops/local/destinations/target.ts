import type { DestinationOptions } from "../../../lambda/destinations/registry.ts";
import type { Arrivals } from "../arrivals/arrivals.ts";
import type { EmulatedAws } from "../aws/emulated-aws.ts";
import type { RefusedAnswer } from "../receiver/receiver.ts";

/** Asked for every request: what becomes of it instead. With a status nothing is kept of it. */
export type Refuse = () => RefusedAnswer | undefined;

/** The place on this machine where one destination's events end. */
export interface Target {
  /** In words, for the reader of a report. */
  readonly place: string;
  readonly arrivals: Arrivals;
  /** What the destination's options have to be for it; undefined takes an option away. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Requests or connections so far, where there are any to count. */
  readonly requests?: number;
  /** For chaos runs and tests. */
  refuse: Refuse | undefined;
  /** What arrived and should not have arrived like this, in words. */
  readonly problems: readonly string[];
  /** Told of the destination's whole options, and of the texts of the secrets it reads. */
  configure(options: DestinationOptions, secrets: readonly string[]): void;
  /** Makes what the destination needs in the emulated account. */
  provision?(aws: EmulatedAws): void;
  /** Reads what lies in the emulated account, when everything is delivered. */
  collect?(aws: EmulatedAws): Promise<void>;
  stop(): Promise<void>;
}

/** What arrived at one destination, for the report. */
export interface Arrived {
  readonly type: string;
  readonly place: string;
  readonly events: number;
  readonly distinct: number;
  readonly duplicates: number;
  readonly requests?: number;
}
