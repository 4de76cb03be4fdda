import { z } from "zod";
import {
  type DestinationOptions,
  destinationOf,
  destinationOptions,
  destinations,
} from "../destinations/registry.ts";
import { type FormatOptions, formatField } from "../formats/registry.ts";
import { alarmsConfig } from "./alarms-config.ts";
import { type EnrichConfig, enrichConfig } from "./enrich-config.ts";
import { wholeNumber } from "./fields.ts";
import { type FilterConfig, filterConfig } from "./filter-config.ts";
import { functionConfig, limitsConfig } from "./function-config.ts";
import { ledgerConfig } from "./ledger-config.ts";
import { queueConfig } from "./queue-config.ts";
import { type SourceWatchConfig, sourceWatchConfig } from "./quiet-sources-config.ts";
import { type RedactConfig, redactConfig } from "./redact-config.ts";
import { pipelineSource, pipelineSourceOf, sourceConfig } from "./source-config.ts";

/** Options that every destination takes besides its own. */
const sharedDestinationOptions = {
  format: formatField()
    .optional()
    .meta({ description: "Output format of this destination; a name, or a name with options." }),
  filter: filterConfig
    .optional()
    .meta({ description: "Which records this destination gets; replaces the filter of the top level." }),
  redact: redactConfig.optional().meta({
    description: "What is made unreadable for this destination; replaces the redaction of the top level.",
  }),
  enrich: enrichConfig
    .optional()
    .meta({ description: "Facts added for this destination; replaces the enrichment of the top level." }),
};

const destinationEntries = destinations.map((destination) =>
  destination.config.extend(sharedDestinationOptions),
);

/** One entry of `destinations`: the options of its type and the shared ones. */
export type DestinationEntry = DestinationOptions & {
  readonly format?: FormatOptions;
  readonly filter?: FilterConfig;
  readonly redact?: RedactConfig;
  readonly enrich?: EnrichConfig;
};

// The union of a mapped registry loses its element types; the type above says what it parses to.
const destinationEntry = z.discriminatedUnion(
  "type",
  destinationEntries as [(typeof destinationEntries)[number]],
) as unknown as z.ZodType<DestinationEntry>;

/** The whole `forwarder` context tree. Strict: an unknown key is an error. */
export const forwarderConfig = z
  .strictObject({
    stackName: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, {
        error: "expected 1 to 100 letters, digits or '-', starting with a letter",
      })
      .default("CloudTrailForwarder")
      .meta({ description: "Name of the CloudFormation stack; names of created resources start with it." }),
    source: sourceConfig.prefault({}).meta({ description: "Where log files come from." }),
    destinations: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, {
          error: "expected a name of lower-case letters, digits and '-'",
        }),
        destinationEntry,
      )
      .refine((map) => Object.keys(map).length > 0, { error: "expected at least one destination" })
      .meta({ description: "Where events go: name → options. Each is a pipeline of its own." }),
    format: formatField()
      .optional()
      .meta({ description: "Output format of every destination that names none." }),
    filter: filterConfig
      .optional()
      .meta({ description: "Which records every destination gets that has no filter of its own." }),
    redact: redactConfig.optional().meta({
      description: "What is made unreadable for every destination that has no redaction of its own.",
    }),
    enrich: enrichConfig.optional().meta({
      description: "Facts added for every destination that has no enrichment of its own.",
    }),
    function: functionConfig.prefault({}).meta({ description: "The Lambda function." }),
    limits: limitsConfig.prefault({}).meta({ description: "Largest objects and records." }),
    queue: queueConfig.prefault({}).meta({ description: "Queue and dead-letter queue." }),
    ledger: ledgerConfig.prefault({}).meta({ description: "The memory of what was forwarded." }),
    rejects: z
      .strictObject({
        retentionDays: wholeNumber(1, 36_500)
          .default(400)
          .meta({ description: "Days until rejected records expire." }),
      })
      .prefault({})
      .meta({ description: "The reject store." }),
    alarms: alarmsConfig.prefault({}).meta({ description: "CloudWatch alarms." }),
  })
  .meta({ title: "cloudtrail-forwarder configuration" });

export type ForwarderConfig = z.output<typeof forwarderConfig>;

/** What one function runs: one destination with everything resolved. Travels in one environment variable. */
export const pipelineConfig = z.strictObject({
  name: z.string(),
  destination: destinationOptions,
  format: formatField(),
  filter: filterConfig.optional(),
  redact: redactConfig.optional(),
  enrich: enrichConfig.optional(),
  limits: limitsConfig,
  objectConcurrency: z.int(),
  requestConcurrency: z.int(),
  quarantineAfterReceives: z.int(),
  /** Days the ledger keeps an item. */
  ledgerDays: z.int().optional(),
  source: pipelineSource.optional(),
  /** Set in the one pipeline that keeps watch over the sources: all of them read the same log files. */
  sourceWatch: sourceWatchConfig.optional(),
});

export type PipelineConfig = z.output<typeof pipelineConfig>;

/** The pipeline of each destination, in the order of the configuration. */
export function pipelinesOf(config: ForwarderConfig): PipelineConfig[] {
  return Object.entries(config.destinations).map(
    ([name, { format, filter, redact, enrich, ...destination }], index) => ({
      name,
      destination,
      format: format ?? config.format ?? formatField().parse(destinationOf(destination).defaultFormat),
      filter: filter ?? config.filter,
      redact: redact ?? config.redact,
      enrich: enrich ?? config.enrich,
      limits: config.limits,
      objectConcurrency: config.function.objectConcurrency,
      requestConcurrency: config.function.requestConcurrency,
      quarantineAfterReceives: config.queue.quarantineAfterReceives,
      ledgerDays: config.ledger.enabled ? config.ledger.retentionDays : undefined,
      source: pipelineSourceOf(config.source),
      sourceWatch: index === 0 ? sourceWatchOf(config) : undefined,
    }),
  );
}

function sourceWatchOf({ ledger, alarms }: ForwarderConfig): SourceWatchConfig | undefined {
  const { enabled, ...settings } = alarms.quietSources;
  return enabled && ledger.enabled ? settings : undefined;
}
