import type { z } from "zod";
import type { Framing } from "../../encode/framing.ts";
import { ForwarderError } from "../../errors.ts";
import type { FormatType } from "../../formats/registry.ts";
import type { EncodedBatch } from "../../types.ts";
import { awsCodeFailure, awsFailure } from "../aws-failure.ts";
import {
  type BatchLimits,
  type DestinationDefinition,
  type DestinationTools,
  defineDestination,
  type Grant,
} from "../define-destination.ts";
import { type Item, itemsOf, settleParts } from "../settle.ts";

/** What a service said about one item of a call; undefined when it was taken. */
export type ItemError =
  | {
      readonly code: string;
      readonly message?: string;
      /** For codes that no table knows: below 500, the caller is to blame (the default). */
      readonly status?: number;
    }
  | undefined;

/** One call to the service. */
export interface AwsCall {
  readonly items: readonly Item[];
  /** Sends the items and gives the service's word on each, in their order. Errors of the call as a whole are thrown. */
  send(signal: AbortSignal): Promise<readonly ItemError[]>;
}

/** A service that takes batches and answers item by item. */
interface AwsBatchService<Type extends string, Config extends z.ZodObject> {
  readonly type: Type;
  readonly summary: string;
  readonly config: Config;
  readonly defaultFormat: FormatType;
  /** Formats that fit; any when left out. */
  formats?(config: z.output<Config>): "any" | "json";
  /** Age in hours above which the service refuses an event; absent where it does not care. */
  readonly maxAgeHours?: number;
  /** As the service counts: with keys, attributes and tolls per entry. */
  limits(config: z.output<Config>): BatchLimits;
  /** What the service counts beside the event, and how the event has to look. */
  framing?(config: z.output<Config>): Pick<Framing, "wrap" | "overheadBytes">;
  grants(config: z.output<Config>): readonly Grant[];
  /** What errors call the resource: `Firehose stream arn:…`. */
  target(config: z.output<Config>): string;
  /** Gives the function that cuts a batch into calls; a batch within `limits` is one call unless the service needs more. */
  open(
    config: z.output<Config>,
    tools: DestinationTools,
  ): Promise<(batch: EncodedBatch) => readonly AwsCall[]>;
}

/**
 * A destination made of a service's facts. The batcher keeps the limits, `deliver/` retries; here each item's answer becomes
 * delivered, refused or put off. An item that the answer does not account for counts as put off, never as delivered.
 */
export function defineAwsBatch<Type extends string, Config extends z.ZodObject>(
  service: AwsBatchService<Type, Config>,
): DestinationDefinition<Type, Config> {
  return defineDestination({
    type: service.type,
    summary: service.summary,
    config: service.config,
    defaultFormat: service.defaultFormat,
    limits: service.limits,
    framing: (config) => ({ ...ENTRY_BY_ENTRY, ...service.framing?.(config) }),
    compression: () => "none",
    formats: service.formats,
    policies: (config) => ({
      oversize: config.oversize === "reject" ? "reject" : "truncate",
      maxAgeHours: service.maxAgeHours,
      tooOld: "reject",
    }),
    grants: service.grants,
    create: async (config, tools) => {
      const target = service.target(config);
      const callsOf = await service.open(config, tools);
      return {
        send: (batch, signal) =>
          settleParts(callsOf(batch), async (call) =>
            failuresOf(call, await answers(call, target, signal), target),
          ),
      };
    },
  });
}

/** The SDK builds the request; of the body only its size counts. */
const ENTRY_BY_ENTRY: Framing = {
  contentType: "application/octet-stream",
  prefix: "",
  separator: "",
  suffix: "",
  oneLine: true,
};

async function answers(call: AwsCall, target: string, signal: AbortSignal): Promise<readonly ItemError[]> {
  try {
    return await call.send(signal);
  } catch (error) {
    throw awsFailure(error, target);
  }
}

function failuresOf(
  { items }: AwsCall,
  errors: readonly ItemError[],
  target: string,
): ReadonlyMap<number, ForwarderError> {
  if (errors.length !== items.length) {
    throw ForwarderError.retryable(
      "destination_unavailable",
      `${target} answered for ${errors.length} of ${items.length} items`,
    );
  }
  const failures = new Map<number, ForwarderError>();
  for (const [at, { index }] of items.entries()) {
    const error = errors[at];
    if (error) failures.set(index, awsCodeFailure(target, { status: 400, ...error }));
  }
  return failures;
}

/** A batch as the one call that its limits have made it. */
export function oneCall(
  batch: EncodedBatch,
  send: (items: readonly Item[], signal: AbortSignal) => Promise<readonly ItemError[]>,
): AwsCall[] {
  const items = itemsOf(batch);
  return [{ items, send: (signal) => send(items, signal) }];
}

/** The answer's word on an item that must carry a proof (a record id, a sequence number) to count as taken. */
export function itemError(
  proof: string | undefined,
  code: string | undefined,
  message: string | undefined,
): ItemError {
  if (code) return { code, message };
  return proof
    ? undefined
    : { code: "InternalFailure", message: "the answer holds neither an id nor an error" };
}

const NEWLINE = Buffer.from("\n");

/** The event as bytes, ended by a line break so that whoever joins records can tell them apart. */
export function lineOf(entry: string | Uint8Array): Uint8Array {
  return typeof entry === "string" ? Buffer.from(`${entry}\n`) : Buffer.concat([entry, NEWLINE]);
}

/** The event as text; its bytes are valid UTF-8, or its record would have been rejected. */
export function textOf(entry: string | Uint8Array): string {
  return typeof entry === "string"
    ? entry
    : Buffer.from(entry.buffer, entry.byteOffset, entry.length).toString("utf8");
}
