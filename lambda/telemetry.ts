import type { Logger } from "@aws-lambda-powertools/logger";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRICS, type MetricName } from "./contract/metrics.ts";
import { COPY_REASONS, type Reason } from "./contract/reasons.ts";
import type { FailureKind, ForwarderError } from "./errors.ts";
import { sumOfNotes } from "./notes.ts";
import type { QuietSource } from "./sources/rhythm.ts";
import type { Totals } from "./totals.ts";
import type { ObjectRef } from "./types.ts";

/** One past-tense function per fact; the only place that writes log lines and metrics. Never record content, never a secret. */
export interface Telemetry {
  objectForwarded(ref: ObjectRef, facts: { records: number; newestEventMs?: number }): void;
  objectSkipped(ref: ObjectRef, reason: string): void;
  objectRejected(ref: ObjectRef, failure: ForwarderError): void;
  objectReturned(ref: ObjectRef, failure: ForwarderError): void;
  /** The rest of the object, from `nextRecord` on, waits in the queue. */
  objectContinued(rest: ObjectRef): void;
  messageRejected(messageId: string, reason: string): void;
  messageReturned(messageId: string, failure: { readonly reason: string; readonly detail: string }): void;
  requestAnswered(request: { readonly bytes: number; readonly durationMs: number }): void;
  deliveryRetried(failure: ForwarderError): void;
  /** The ledger does not answer; forwarding goes on without it. */
  ledgerFailed(error: unknown): void;
  /** Sources were looked at, which happens about once an hour; those are silent. */
  sourcesChecked(quiet: readonly QuietSource[]): void;
  /** A bucket turned out to be in another region than the function; its objects are read there from now on. */
  bucketRegionFollowed(bucket: string, region: string): void;
  /** A file that enrichment consults could not be read or used; records go on without its facts. */
  enrichmentFailed(location: string, why: string): void;
  /** Writes the one line and the metrics of an invocation. */
  invocationFinished(totals: Totals, durationMs: number): void;
}

/** Failures are many when a destination is down: each reason gets one line with a count and its first example. */
interface FailureLine {
  readonly kind: FailureKind;
  /** What went wrong the first time, and with which object (as an S3 URI) or message. */
  readonly example: { readonly why: string; readonly object?: string; readonly messageId?: string };
  count: number;
}

/** Quiet sources that a log line names. */
const MOST_NAMED = 50;

/** Telemetry through Powertools: JSON log lines and CloudWatch embedded metrics. */
export function createTelemetry(logger: Logger, metrics: Metrics, now: () => number): Telemetry {
  const failures = new Map<string, FailureLine>();
  const noteFailure = (reason: string, kind: FailureKind, example: FailureLine["example"]): void => {
    const line = failures.get(reason);
    if (line) line.count += 1;
    else failures.set(reason, { kind, example, count: 1 });
  };
  return {
    objectForwarded: (ref, { records, newestEventMs }) => {
      logger.debug("object forwarded", { ...where(ref), records });
      if (newestEventMs !== undefined)
        metrics.addMetric(METRICS.eventFreshness, MetricUnit.Milliseconds, now() - newestEventMs);
      if (ref.createdMs !== undefined)
        metrics.addMetric(METRICS.objectFreshness, MetricUnit.Milliseconds, now() - ref.createdMs);
    },
    objectSkipped: (ref, reason) => logger.debug("object skipped", { ...where(ref), reason }),
    objectRejected: (ref, failure) =>
      logger.error("object rejected", { ...where(ref), reason: failure.reason, why: failure.message }),
    objectReturned: (ref, { reason, kind, message: why }) =>
      noteFailure(reason, kind, { object: where(ref).object, why }),
    objectContinued: (rest) =>
      logger.info("object continued", { ...where(rest), nextRecord: rest.nextRecord, hop: rest.hop }),
    messageRejected: (messageId, reason) => logger.error("message rejected", { messageId, reason }),
    messageReturned: (messageId, { reason, detail: why }) =>
      noteFailure(reason, "config", { messageId, why }),
    requestAnswered: ({ durationMs }) =>
      metrics.addMetric(METRICS.deliveryLatency, MetricUnit.Milliseconds, durationMs),
    deliveryRetried: (failure) =>
      logger.debug("delivery retried", { reason: failure.reason, why: failure.message }),
    ledgerFailed: (error) => {
      const { name, message } = error as Error;
      logger.warn("ledger failed", { why: `${name}: ${message}` });
    },
    sourcesChecked: (quiet) => {
      metrics.addMetric(METRICS.quietSources, MetricUnit.Count, quiet.length);
      if (quiet.length === 0) return;
      const sources = quiet.slice(0, MOST_NAMED).map(({ source, lastMs }) => ({
        source,
        lastLogFile: lastMs === undefined ? "never" : new Date(lastMs).toISOString(),
      }));
      logger.warn("sources quiet", { count: quiet.length, sources });
    },
    bucketRegionFollowed: (bucket, region) =>
      logger.warn("bucket in another region", {
        bucket,
        region,
        why: "reading it there works and costs transfer between regions; deploying in the bucket's region does not",
      }),
    enrichmentFailed: (location, why) => {
      logger.warn("enrichment file not read", { location, why });
      metrics.addMetric(METRICS.enrichmentFailures, MetricUnit.Count, 1);
    },
    invocationFinished: (totals, durationMs) => {
      for (const [reason, { kind, example, count }] of failures) {
        const line = { reason, kind, count, ...example };
        if (kind === "config") logger.error("objects returned", line);
        else logger.warn("objects returned", line);
      }
      failures.clear();
      logger.info("invocation finished", { totals, durationMs });
      for (const [name, value] of [...countsOf(totals), ...notesOf(totals)])
        metrics.addMetric(name, MetricUnit.Count, value);
      metrics.addMetric(METRICS.bytesRead, MetricUnit.Bytes, totals.bytes.read);
      metrics.addMetric(METRICS.bytesDelivered, MetricUnit.Bytes, totals.bytes.delivered);
      metrics.publishStoredMetrics();
    },
  };
}

/** The same telemetry, which never throws: a log that cannot be written must not decide about events. */
export function harmless(telemetry: Telemetry): Telemetry {
  return new Proxy(telemetry, {
    get: (target, name) => {
      const tell: (...facts: unknown[]) => void = Reflect.get(target, name);
      return (...facts: unknown[]) => {
        try {
          tell(...facts);
        } catch {
          // There is nobody left to tell.
        }
      };
    },
  });
}

function where({ bucket, key, versionId }: ObjectRef): Record<string, string | undefined> {
  return { object: `s3://${bucket}/${key}`, versionId };
}

function countsOf({
  messages,
  objects,
  records,
  requests,
  configErrors,
  identityViolations,
  ledgerErrors,
}: Totals): [MetricName, number][] {
  return [
    [METRICS.messagesReceived, messages.received],
    [METRICS.messagesSkipped, messages.skipped],
    [METRICS.messagesRejected, messages.rejected],
    [METRICS.messagesReturned, messages.returned],
    [METRICS.objectsForwarded, objects.forwarded],
    [METRICS.objectsSkipped, objects.skipped],
    [METRICS.objectsRejected, objects.rejected],
    [METRICS.objectsReturned, objects.returned],
    [METRICS.objectsContinued, objects.continued],
    [METRICS.recordsRead, records.read],
    [METRICS.recordsDelivered, records.delivered],
    [METRICS.recordsFiltered, records.filtered],
    [METRICS.recordsRejected, records.rejected],
    [METRICS.recordsReturned, records.returned],
    [METRICS.deliveryRequests, requests.sent],
    [METRICS.deliveryRetries, requests.retried],
    [METRICS.configErrors, configErrors],
    [METRICS.identityViolations, identityViolations],
    [METRICS.ledgerErrors, ledgerErrors],
  ];
}

/** Counts of rooms that most pipelines do without; a metric exists from its first occurrence on. */
function notesOf({ notes, reasons }: Totals): [MetricName, number][] {
  const counts: [MetricName, number][] = [
    [METRICS.objectsUnknown, sumOfReasons(reasons, ["unknown_kind"])],
    [METRICS.recordsTruncated, sumOfReasons(reasons, COPY_REASONS)],
    [METRICS.recordsHeld, sumOfNotes(notes, "held:")],
    [METRICS.filterErrors, sumOfNotes(notes, "held:filter_error:")],
    [METRICS.valuesRedacted, sumOfNotes(notes, "redacted:")],
    [METRICS.sourceMismatches, sumOfNotes(notes, "mismatch:")],
    [METRICS.recordsUntenanted, sumOfNotes(notes, "untenanted")],
    [METRICS.enrichmentMisses, sumOfNotes(notes, "unknown:")],
  ];
  return counts.filter(([, count]) => count > 0);
}

function sumOfReasons(reasons: Totals["reasons"], wanted: readonly Reason[]): number {
  return wanted.reduce((sum, reason) => sum + (reasons[reason] ?? 0), 0);
}
