import { z } from "zod";
import { cloudwatchLogs } from "./aws-batch/cloudwatch-logs.ts";
import { eventbridge } from "./aws-batch/eventbridge.ts";
import { firehose } from "./aws-batch/firehose.ts";
import { kinesis } from "./aws-batch/kinesis.ts";
import { sqs } from "./aws-batch/sqs.ts";
import type { DestinationDefinition } from "./define-destination.ts";
import { https } from "./https.ts";
import { s3 } from "./object-writer/s3.ts";
import { s3Mirror } from "./object-writer/s3-mirror.ts";
import { fortisiemSyslog } from "./stream-socket/fortisiem-syslog.ts";
import { insightidrToken } from "./stream-socket/insightidr-token.ts";
import { qradarSyslog } from "./stream-socket/qradar-syslog.ts";
import { stellarSyslog } from "./stream-socket/stellar-syslog.ts";
import { syslog } from "./stream-socket/syslog.ts";

/** Every destination. A literal list: no directory scan, no side-effect import. */
export const destinations = [
  cloudwatchLogs,
  eventbridge,
  firehose,
  fortisiemSyslog,
  https,
  insightidrToken,
  kinesis,
  qradarSyslog,
  s3,
  s3Mirror,
  sqs,
  stellarSyslog,
  syslog,
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
