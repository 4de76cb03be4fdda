import type { Telemetry } from "../../../lambda/telemetry.ts";
import type { Totals } from "../../../lambda/totals.ts";

/** What the function told, summed up. */
export interface Told {
  readonly invocations: Totals[];
  /** Messages of failures that would be logged, for looking into what is said. */
  readonly said: string[];
  /** The quiet sources of each check. */
  readonly quiet: string[][];
}

export function recordingTelemetry(): { telemetry: Telemetry; told: Told } {
  const told: Told = { invocations: [], said: [], quiet: [] };
  const say = (failure: { message?: string; detail?: string }): void => {
    told.said.push(failure.message ?? failure.detail ?? "");
  };
  const telemetry: Telemetry = {
    objectForwarded: () => undefined,
    objectSkipped: () => undefined,
    objectContinued: () => undefined,
    objectRejected: (_ref, failure) => say(failure),
    objectReturned: (_ref, failure) => say(failure),
    messageRejected: () => undefined,
    messageReturned: (_id, failure) => say(failure),
    requestAnswered: () => undefined,
    deliveryRetried: (failure) => say(failure),
    sourcesChecked: (quiet) => {
      told.quiet.push(quiet.map(({ source }) => source));
    },
    bucketRegionFollowed: () => undefined,
    ledgerFailed: (error) => say(error as Error),
    enrichmentFailed: (location, why) => say({ message: `${location}: ${why}` }),
    invocationFinished: (totals) => {
      told.invocations.push(structuredClone(totals));
    },
  };
  return { telemetry, told };
}

/** Counts of all invocations together. */
export function sumOf({ invocations }: Told) {
  const add = (pick: (totals: Totals) => Readonly<Record<string, number>>): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const totals of invocations)
      for (const [name, count] of Object.entries(pick(totals))) sums[name] = (sums[name] ?? 0) + count;
    return sums;
  };
  const count = (pick: (totals: Totals) => number): number =>
    invocations.reduce((sum, totals) => sum + pick(totals), 0);
  return {
    messages: add(({ messages }) => messages),
    objects: add(({ objects }) => objects),
    records: add(({ records }) => records),
    reasons: add(({ reasons }) => reasons),
    notes: add(({ notes }) => notes),
    configErrors: count(({ configErrors }) => configErrors),
    identityViolations: count(({ identityViolations }) => identityViolations),
    ledgerErrors: count(({ ledgerErrors }) => ledgerErrors),
  };
}
