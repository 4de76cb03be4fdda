import { z } from "zod";
import { cloudwatchLogs } from "./aws-batch/cloudwatch-logs.ts";
import { eventbridge } from "./aws-batch/eventbridge.ts";
import { firehose } from "./aws-batch/firehose.ts";
import { kinesis } from "./aws-batch/kinesis.ts";
import { sqs } from "./aws-batch/sqs.ts";
import type { DestinationDefinition } from "./define-destination.ts";
import { axiom } from "./http/axiom.ts";
import { coralogix } from "./http/coralogix.ts";
import { datadog } from "./http/datadog.ts";
import { dynatrace } from "./http/dynatrace.ts";
import { elasticsearch } from "./http/elasticsearch.ts";
import { fortisiemHttp } from "./http/fortisiem-http.ts";
import { honeycomb } from "./http/honeycomb.ts";
import { https } from "./http/https.ts";
import { insightidrWebhook } from "./http/insightidr-webhook.ts";
import { logscale } from "./http/logscale.ts";
import { logzio } from "./http/logzio.ts";
import { loki } from "./http/loki.ts";
import { newrelic } from "./http/newrelic.ts";
import { opensearch } from "./http/opensearch.ts";
import { opensearchServerless } from "./http/opensearch-serverless.ts";
import { otlp } from "./http/otlp.ts";
import { qradarHttp } from "./http/qradar-http.ts";
import { secops } from "./http/secops.ts";
import { sentinel } from "./http/sentinel.ts";
import { splunkHec } from "./http/splunk-hec.ts";
import { stellarHttp } from "./http/stellar-http.ts";
import { sumologic } from "./http/sumologic.ts";
import { xsiam } from "./http/xsiam.ts";
import { s3 } from "./object-writer/s3.ts";
import { s3Mirror } from "./object-writer/s3-mirror.ts";
import { fortisiemSyslog } from "./stream-socket/fortisiem-syslog.ts";
import { insightidrToken } from "./stream-socket/insightidr-token.ts";
import { qradarSyslog } from "./stream-socket/qradar-syslog.ts";
import { stellarSyslog } from "./stream-socket/stellar-syslog.ts";
import { syslog } from "./stream-socket/syslog.ts";

/** Every destination. A literal list: no directory scan, no side-effect import. */
export const destinations = [
  axiom,
  cloudwatchLogs,
  coralogix,
  datadog,
  dynatrace,
  elasticsearch,
  eventbridge,
  firehose,
  fortisiemHttp,
  fortisiemSyslog,
  honeycomb,
  https,
  insightidrToken,
  insightidrWebhook,
  kinesis,
  logscale,
  logzio,
  loki,
  newrelic,
  opensearch,
  opensearchServerless,
  otlp,
  qradarHttp,
  qradarSyslog,
  s3,
  s3Mirror,
  secops,
  sentinel,
  splunkHec,
  sqs,
  stellarHttp,
  stellarSyslog,
  sumologic,
  syslog,
  xsiam,
] as const satisfies readonly DestinationDefinition[];

export type DestinationType = (typeof destinations)[number]["type"];

export const destinationTypes: readonly DestinationType[] = destinations.map(
  (destination) => destination.type,
);

/** Options of one destination, `{ type, …options }`, without what every destination shares. */
export const destinationOptions = z.discriminatedUnion("type", [
  destinations[0].config,
  ...destinations.slice(1).map((destination) => destination.config),
]);

export type DestinationOptions = z.output<typeof destinationOptions>;

/** The definition that the options name. */
export function destinationOf(options: { readonly type: string }): DestinationDefinition {
  const definition: DestinationDefinition | undefined = destinations.find(
    ({ type }) => type === options.type,
  );
  if (!definition)
    throw new Error(`unknown destination type "${options.type}"; accepted: ${destinationTypes.join(", ")}`);
  return definition;
}
