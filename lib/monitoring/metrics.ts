import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import {
  METRIC_NAMESPACE,
  type MetricName,
  PIPELINE_DIMENSION,
  SERVICE_DIMENSION,
  SERVICE_NAME,
} from "../../lambda/contract/metrics.ts";

/** Alarms and graphs look at five minutes at a time: CloudTrail delivers about that often. */
export const PERIOD = Duration.minutes(5);

/** A metric that the function emits, for one pipeline. */
export function forwarderMetric(metricName: MetricName, pipeline: string, statistic = "Sum"): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [SERVICE_DIMENSION]: SERVICE_NAME, [PIPELINE_DIMENSION]: pipeline },
    statistic,
    period: PERIOD,
    ...(statistic !== "Sum" && { label: `${metricName} ${statistic}` }),
  });
}
