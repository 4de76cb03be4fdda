import { Duration } from "aws-cdk-lib";
import {
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { METRICS } from "../../lambda/contract/metrics.ts";
import type { Pipeline } from "../pipeline.ts";
import { forwarderMetric, PERIOD } from "./metrics.ts";

/** One thing worth waking somebody for, or not. */
export interface AlarmDefinition {
  /** Part of the alarm's name, and the heading of its section in `docs/runbook.md`. */
  readonly name: string;
  /** `high`: events are late or lost to view until somebody acts. `medium`: look at it on the next working day. */
  readonly severity: "high" | "medium";
  readonly summary: string;
  readonly metric: IMetric;
  /** The alarm is raised when the metric is above this, */
  readonly above: number;
  /** in so many periods in a row. */
  readonly periods: number;
  readonly missingData: TreatMissingData;
}

const HOUR = Duration.hours(1);

/** The alarms of one pipeline. Each has a section in `docs/runbook.md`; a test holds them together. */
export function alarmDefinitions(pipeline: Pipeline, config: ForwarderConfig): AlarmDefinition[] {
  const { name, sourceWatch } = pipeline.settings;
  const { queue, deadLetterQueue } = pipeline.ingest;
  const { fn } = pipeline.forwarder;
  return [
    {
      name: "DeadLetterQueueNotEmpty",
      severity: "high",
      summary: "Messages gave up after their last receive and wait in the dead-letter queue.",
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: "Maximum",
      }),
      above: 0,
      periods: 1,
      // A queue that nobody touches for six hours reports nothing, and an empty one is such a queue.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "OldestMessageTooOld",
      severity: "high",
      summary: `The oldest message waits for more than ${config.alarms.oldestMessageMinutes} minutes.`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: "Maximum" }),
      above: config.alarms.oldestMessageMinutes * 60,
      periods: 2,
      // No message, no age.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "BooksDoNotBalance",
      severity: "high",
      summary: "For some object, records read are not records delivered + filtered + rejected.",
      metric: forwarderMetric(METRICS.identityViolations, name),
      above: 0,
      periods: 1,
      // Written only when it happens.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "ConfigErrors",
      severity: "high",
      summary: "A permission, a credential or a setting is wrong; nothing moves until somebody changes it.",
      metric: forwarderMetric(METRICS.configErrors, name),
      above: 0,
      periods: 1,
      // Written only when it happens.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "LedgerUnavailable",
      severity: "medium",
      summary: "The ledger table does not answer; events flow on, but duplicates are no longer recognised.",
      metric: forwarderMetric(METRICS.ledgerErrors, name),
      above: 0,
      // A single time-out costs nothing but a line in the ledger.
      periods: 3,
      // Written only when it happens.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "Rejects",
      severity: "medium",
      summary: "Records, objects or messages can never be forwarded and were put into the reject bucket.",
      metric: new MathExpression({
        expression: "FILL(records, 0) + FILL(objects, 0) + FILL(messages, 0)",
        usingMetrics: {
          records: forwarderMetric(METRICS.recordsRejected, name),
          objects: forwarderMetric(METRICS.objectsRejected, name),
          messages: forwarderMetric(METRICS.messagesRejected, name),
        },
        period: PERIOD,
        label: "Rejected",
      }),
      above: 0,
      periods: 1,
      // No invocation, no reject.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "UnknownKind",
      severity: "medium",
      summary:
        "CloudTrail writes a kind of file that this release does not know; such files are not forwarded.",
      metric: forwarderMetric(METRICS.objectsUnknown, name),
      above: 0,
      periods: 1,
      // Written only when it happens.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "NothingDelivered",
      severity: "high",
      summary: "Log files are read and not one record arrives: everything is filtered, or goes back.",
      metric: new MathExpression({
        expression: "IF(FILL(read, 0) > 0 AND FILL(delivered, 0) == 0, 1, 0)",
        usingMetrics: {
          read: forwarderMetric(METRICS.recordsRead, name),
          delivered: forwarderMetric(METRICS.recordsDelivered, name),
        },
        period: PERIOD,
        label: "Nothing delivered",
      }),
      above: 0,
      // An hour: a single log file of which nothing is wanted is nothing unusual.
      periods: 12,
      // No log file, nothing to deliver.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "NothingArrives",
      severity: "high",
      summary: `No notification for ${config.alarms.silentAfterHours} hours: trail, bucket or notifications do not work.`,
      metric: new MathExpression({
        expression: "IF(sent > 0, 0, 1)",
        usingMetrics: { sent: queue.metricNumberOfMessagesSent({ period: HOUR }) },
        period: HOUR,
        label: "Nothing arrives",
      }),
      above: 0,
      periods: config.alarms.silentAfterHours,
      // A queue to which nothing was sent for long reports nothing at all.
      missingData: TreatMissingData.BREACHING,
    },
    ...(sourceWatch
      ? [
          {
            name: "QuietSources",
            severity: "medium" as const,
            summary: `An account or region wrote no log file for ${sourceWatch.afterHours} hours while others did.`,
            metric: forwarderMetric(METRICS.quietSources, name, "Maximum"),
            above: 0,
            periods: 1,
            // Told about once an hour; what was true stays true in between.
            missingData: TreatMissingData.IGNORE,
          },
        ]
      : []),
    {
      name: "FunctionErrors",
      severity: "high",
      summary: "Invocations fail, most likely because the destination is down; messages wait in the queue.",
      metric: fn.metricErrors({ period: PERIOD }),
      above: 0,
      // One failed invocation is retried by itself; a quarter of an hour of them is an outage.
      periods: 3,
      // No invocation, no error.
      missingData: TreatMissingData.NOT_BREACHING,
    },
    {
      name: "FunctionThrottles",
      severity: "medium",
      summary: "Lambda refuses invocations, because the account's concurrency is used up.",
      metric: fn.metricThrottles({ period: PERIOD }),
      above: 0,
      periods: 3,
      // No invocation, no throttle.
      missingData: TreatMissingData.NOT_BREACHING,
    },
  ];
}

/** Every alarm compares the same way. */
export const COMPARISON = ComparisonOperator.GREATER_THAN_THRESHOLD;
