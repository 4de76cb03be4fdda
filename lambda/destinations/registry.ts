import { z } from "zod";
import { axiom } from "./axiom.ts";
import { coralogix } from "./coralogix.ts";
import { datadog } from "./datadog.ts";
import type { DestinationDefinition } from "./define-destination.ts";
import { dynatrace } from "./dynatrace.ts";
import { elasticsearch } from "./elasticsearch.ts";
import { fortisiemHttp } from "./fortisiem-http.ts";
import { honeycomb } from "./honeycomb.ts";
import { https } from "./https.ts";
import { insightidrWebhook } from "./insightidr-webhook.ts";
import { logscale } from "./logscale.ts";
import { logzio } from "./logzio.ts";
import { loki } from "./loki.ts";
import { newrelic } from "./newrelic.ts";
import { opensearch } from "./opensearch.ts";
import { opensearchServerless } from "./opensearch-serverless.ts";
import { otlp } from "./otlp.ts";
import { qradarHttp } from "./qradar-http.ts";
import { secops } from "./secops.ts";
import { sentinel } from "./sentinel.ts";
import { splunkHec } from "./splunk-hec.ts";
import { stellarHttp } from "./stellar-http.ts";
import { sumologic } from "./sumologic.ts";
import { xsiam } from "./xsiam.ts";

/** Every destination. A literal list: no directory scan, no side-effect import. */
export const destinations = [
  axiom,
  coralogix,
  datadog,
  dynatrace,
  elasticsearch,
  fortisiemHttp,
  honeycomb,
  https,
  insightidrWebhook,
  logscale,
  logzio,
  loki,
  newrelic,
  opensearch,
  opensearchServerless,
  otlp,
  qradarHttp,
  secops,
  sentinel,
  splunkHec,
  stellarHttp,
  sumologic,
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
