import { METRICS } from "../../../lambda/contract/metrics.ts";
import type { ChaosReport } from "../chaos/chaos-report.ts";
import type { Arrived } from "../destinations/target.ts";
import type { Received } from "../receiver/receiver.ts";
import type { FunctionLog } from "./function-log.ts";

/** What `--report` writes. */
export interface RunReport {
  /** Whether every record that was read ended as delivered, filtered or rejected, and nothing went missing on the way. */
  readonly balanced: boolean;
  /** Objects that are settled: forwarded, skipped or rejected. */
  readonly objects: number;
  /** Messages that are settled, those among the dead letters included. */
  readonly messages: number;
  readonly records: RecordCounts;
  readonly reasons: Readonly<Record<string, number>>;
  /** Messages in dead-letter queues. */
  readonly dlq: number;
  readonly invocations: number;
  /** Requests to the destination. */
  readonly requests: number;
  /** Bytes of log files after decompression. */
  readonly bytes: number;
  readonly durationMs: number;
  /** Largest resident memory of a function process, in MB. */
  readonly peakRssMb: number;
  /** What arrived at each destination that was played on this machine, by its name. */
  readonly arrived?: Readonly<Record<string, Arrived>>;
  /** What went wrong on purpose, and what became of the records. */
  readonly chaos?: ChaosReport;
}

/** Records of settled objects. One that goes back to the queue is counted when it comes again. */
export interface RecordCounts {
  readonly read: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
}

/** What the run saw from outside the function. */
export interface RunFacts {
  readonly settledMessages: number;
  readonly deadLetters: number;
  readonly expiredMessages: number;
  /** Objects that were announced, times the pipelines that heard of them. */
  readonly announcedObjects: number;
  readonly invocations: number;
  readonly peakRssMb: number;
  readonly durationMs: number;
  /** Set when the destination was the embedded receiver. */
  readonly received?: Received;
  /** What arrived at the destinations that were played on this machine. */
  readonly arrived?: ReadonlyMap<string, Arrived>;
  /** What these could not make sense of. */
  readonly arrivalProblems?: readonly string[];
}

/** What the function says of its work. */
export type FunctionAccount = Pick<FunctionLog, "sum" | "reasons">;

/** Makes the report of what the function says and of what was seen from outside; `imbalances` says what does not add up. */
export function createReport(
  log: FunctionAccount,
  facts: RunFacts,
): { readonly report: RunReport; readonly imbalances: readonly string[] } {
  const objects =
    log.sum(METRICS.objectsForwarded) + log.sum(METRICS.objectsSkipped) + log.sum(METRICS.objectsRejected);
  const records: RecordCounts = {
    read: log.sum(METRICS.recordsRead) - log.sum(METRICS.recordsReturned),
    delivered: log.sum(METRICS.recordsDelivered),
    filtered: log.sum(METRICS.recordsFiltered),
    rejected: log.sum(METRICS.recordsRejected),
  };
  const imbalances = findImbalances({ log, facts, objects, records });
  const report: RunReport = {
    balanced: imbalances.length === 0,
    objects,
    messages: facts.settledMessages + facts.deadLetters,
    records,
    reasons: log.reasons,
    dlq: facts.deadLetters,
    invocations: facts.invocations,
    requests: log.sum(METRICS.deliveryRequests),
    bytes: log.sum(METRICS.bytesRead),
    durationMs: Math.round(facts.durationMs),
    peakRssMb: Math.round(facts.peakRssMb),
    ...(facts.arrived && facts.arrived.size > 0 && { arrived: Object.fromEntries(facts.arrived) }),
  };
  return { report, imbalances };
}

interface Books {
  readonly log: FunctionAccount;
  readonly facts: RunFacts;
  readonly objects: number;
  readonly records: RecordCounts;
}

/** What does not add up, in words; empty when the books balance. */
function findImbalances({ log, facts, objects, records }: Books): string[] {
  const { read, delivered, filtered, rejected } = records;
  const found: string[] = [];
  if (read !== delivered + filtered + rejected)
    found.push(
      `${read} records read, but ${delivered} delivered + ${filtered} filtered + ${rejected} rejected`,
    );
  const violations = log.sum(METRICS.identityViolations);
  if (violations > 0) found.push(`the function counts ${violations} identity violations of its own`);
  if (facts.received && facts.received.events < delivered)
    found.push(`${delivered} records delivered, but only ${facts.received.events} events received`);
  for (const [name, { events }] of facts.arrived ?? []) {
    const sent = log.sum(METRICS.recordsDelivered, name);
    if (events < sent) found.push(`${sent} records delivered to ${name}, but only ${events} arrived there`);
  }
  found.push(...(facts.arrivalProblems ?? []));
  if (facts.expiredMessages > 0)
    found.push(`${facts.expiredMessages} messages were still unsettled when their retention ended`);
  if (facts.deadLetters === 0 && objects < facts.announcedObjects)
    found.push(`${facts.announcedObjects} objects announced, but only ${objects} settled`);
  return found;
}
