import { GraphWidget, type IMetric, type IWidget, TextWidget } from "aws-cdk-lib/aws-cloudwatch";
import { METRICS, type MetricName } from "../../lambda/contract/metrics.ts";
import type { Pipeline } from "../pipeline.ts";
import { forwarderMetric, PERIOD } from "./metrics.ts";

const FULL_WIDTH = 24;

/** The rows of one pipeline, in the order in which an operator asks: does it flow, how late, what was refused, how is the destination. */
export function dashboardRows(pipeline: Pipeline): IWidget[][] {
  const { name, destination } = pipeline.settings;
  const { queue, deadLetterQueue } = pipeline.ingest;
  const { fn } = pipeline.forwarder;
  const sum = (...metrics: MetricName[]) => metrics.map((metric) => forwarderMetric(metric, name));
  const spread = (metric: MetricName) =>
    ["p50", "p99", "Maximum"].map((statistic) => forwarderMetric(metric, name, statistic));

  return [
    [heading(`# ${name} (${destination.type})`)],
    [heading("## Does it flow?")],
    row(
      graph("Records", sum(METRICS.recordsRead, METRICS.recordsDelivered, METRICS.recordsReturned)),
      graph(
        "Log files",
        sum(
          METRICS.objectsForwarded,
          METRICS.objectsSkipped,
          METRICS.objectsReturned,
          METRICS.objectsContinued,
        ),
      ),
      graph("Messages", [
        queue.metricNumberOfMessagesSent({ period: PERIOD, label: "Arrived" }),
        queue.metricNumberOfMessagesDeleted({ period: PERIOD, label: "Done" }),
        ...sum(METRICS.messagesReceived, METRICS.messagesReturned),
      ]),
      graph("Bytes", sum(METRICS.bytesRead, METRICS.bytesDelivered)),
    ),
    [heading("## How late?")],
    row(
      graph("Oldest waiting message (seconds)", [
        queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: "Maximum" }),
      ]),
      graph("Waiting and in flight", [
        queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, label: "Waiting" }),
        queue.metricApproximateNumberOfMessagesNotVisible({ period: PERIOD, label: "In flight" }),
      ]),
      graph("Event time to delivery (ms)", spread(METRICS.eventFreshness)),
      graph("Log file written to delivery (ms)", spread(METRICS.objectFreshness)),
    ),
    [heading("## What was refused?")],
    row(
      graph("Rejected", sum(METRICS.recordsRejected, METRICS.objectsRejected, METRICS.messagesRejected)),
      graph(
        "Filtered and skipped",
        sum(METRICS.recordsFiltered, METRICS.objectsSkipped, METRICS.objectsUnknown, METRICS.messagesSkipped),
      ),
      graph("Dead-letter queue", [
        deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: "Maximum" }),
      ]),
      graph("Books that do not balance", sum(METRICS.identityViolations)),
    ),
    [heading("## How is the destination?")],
    row(
      graph("Answer time (ms)", spread(METRICS.deliveryLatency)),
      graph("Requests and retries", sum(METRICS.deliveryRequests, METRICS.deliveryRetries)),
      graph("Configuration and ledger errors", sum(METRICS.configErrors, METRICS.ledgerErrors)),
      graph("Function", [
        fn.metricInvocations({ period: PERIOD }),
        fn.metricErrors({ period: PERIOD }),
        fn.metricThrottles({ period: PERIOD }),
        fn.metricDuration({ period: PERIOD, statistic: "p99", label: "Duration p99 (ms)" }),
      ]),
    ),
    [heading("## What was altered, and what looks odd?")],
    row(
      graph("Held against a filter", sum(METRICS.recordsHeld, METRICS.filterErrors)),
      graph("Altered", sum(METRICS.recordsTruncated, METRICS.valuesRedacted)),
      graph("Quiet sources, and records not where they should be", [
        forwarderMetric(METRICS.quietSources, name, "Maximum"),
        ...sum(METRICS.sourceMismatches, METRICS.recordsUntenanted),
      ]),
      graph("Enrichment", sum(METRICS.enrichmentMisses, METRICS.enrichmentFailures)),
    ),
  ];
}

function heading(markdown: string): IWidget {
  return new TextWidget({ markdown, width: FULL_WIDTH, height: 1 });
}

function graph(title: string, left: IMetric[]): (width: number) => IWidget {
  return (width) => new GraphWidget({ title, left, width, height: 6 });
}

function row(...graphs: ((width: number) => IWidget)[]): IWidget[] {
  return graphs.map((make) => make(FULL_WIDTH / graphs.length));
}
