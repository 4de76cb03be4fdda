import type { z } from "zod";
import type { BucketArea } from "../contract/source-overlap.ts";
import type { Framing } from "../encode/framing.ts";
import type { FailureKind } from "../errors.ts";
import type { FormatType } from "../formats/registry.ts";
import type { DeliveryResult, EncodedBatch } from "../types.ts";

/** An IAM statement that the function's role needs for a destination. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What one request may carry, measured on the framed body before compression. */
export interface BatchLimits {
  readonly maxBatchBytes: number;
  readonly maxBatchEvents: number;
  /** A larger event goes to the reject store with `event_too_large`. */
  readonly maxEventBytes: number;
}

/** Statuses whose meaning differs from the shared table in `deliver/http-status.ts`. */
export type StatusExceptions = Readonly<Record<number, FailureKind | "delivered">>;

export interface HttpRequest {
  readonly url: string;
  readonly method?: "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly statuses?: StatusExceptions;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 64 KiB of the answer, as text. */
  readonly text: string;
}

/** What a destination may use. Everything else (retries, metrics, S3) is none of its business. */
export interface DestinationTools {
  readonly http: {
    /**
     * Sends one request. No redirects are followed.
     * @throws {ForwarderError} already classified, for anything but 2xx.
     */
    request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  };
  /**
   * The current value of a secret (cached for minutes). With `field`, that field of a JSON secret; a secret that is
   * plain text is returned whole when the field is `token`.
   */
  secret(arn: string, field?: string): Promise<string>;
}

/** A destination with its options applied. */
export interface Destination {
  /**
   * Sends one batch and settles every event of it.
   * @throws {ForwarderError} when the whole request failed; the kind says whether to try again.
   */
  send(batch: EncodedBatch, signal: AbortSignal): Promise<DeliveryResult>;
  /** Ends connections at the end of an invocation; nothing unsent may be left. */
  close?(): Promise<void>;
}

/** One place events can go to: its options, limits, grants and requests. One file and one registry line each. */
export interface DestinationDefinition<
  Type extends string = string,
  Config extends z.ZodObject = z.ZodObject,
> {
  readonly type: Type;
  /** One sentence for the generated reference. */
  readonly summary: string;
  /** A strict object whose `type` is the literal `type`; every field carries a description. */
  readonly config: Config;
  /** The format used when the configuration names none. */
  readonly defaultFormat: FormatType;
  framing(config: z.output<Config>): Framing;
  limits(config: z.output<Config>): BatchLimits;
  compression(config: z.output<Config>): "gzip" | "none";
  grants(config: z.output<Config>): readonly Grant[];
  /** The part of a bucket that is written to, for the check against a forwarder that feeds itself. */
  writesTo?(config: z.output<Config>): BucketArea;
  /** Called once per execution environment. Vendor SDKs are imported inside, so that only the chosen one is loaded. */
  create(config: z.output<Config>, tools: DestinationTools): Promise<Destination>;
}

/** Declares a destination; only there so that the types of its options are checked where they are written. */
export function defineDestination<Type extends string, Config extends z.ZodObject>(
  definition: DestinationDefinition<Type, Config>,
): DestinationDefinition<Type, Config> {
  return definition;
}

/** The result of a request whose 2xx settles every event. */
export const allDelivered: DeliveryResult = { rejected: [], retryable: [] };
