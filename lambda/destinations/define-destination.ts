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
  /** A larger event is shortened or rejected, as the destination's policies say. */
  readonly maxEventBytes: number;
  /** Largest top-level field of a record, where the destination would cut a longer one without saying so. */
  readonly maxFieldBytes?: number;
}

/** What becomes of events that the destination would not take as they are. */
export interface EventPolicies {
  /** Too large: shortened with the full record kept in the reject store, or rejected. */
  readonly oversize: "truncate" | "reject";
  /** Age in hours above which the destination refuses or drops an event; undefined where it does not care. */
  readonly maxAgeHours?: number;
  /** Too old: sent all the same, or rejected with `event_too_old`. */
  readonly tooOld: "send" | "reject";
}

/**
 * What one status means, where it differs from the shared table in `deliver/http-status.ts`.
 * - `delivered`: every event arrived.
 * - `read`: the destination reads the answer itself.
 * - `{ retryable: n }`: passing for n tries, after that a person must act.
 */
export type StatusMeaning = FailureKind | "delivered" | "read" | { readonly retryable: number };

export type StatusExceptions = Readonly<Record<number, StatusMeaning>>;

/** TLS material and proxy of a connection. */
export interface Connection {
  /** PEM; replaces the public certificate authorities. */
  readonly ca?: string;
  /** PEM of the client certificate and of its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Requests go through an HTTP CONNECT tunnel of this proxy. */
  readonly proxyUrl?: string;
  readonly proxyAuthorization?: string;
}

export interface HttpRequest {
  readonly url: string;
  readonly method?: "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly statuses?: StatusExceptions;
  /** The 2xx statuses that mean success; all of them when left out. Any other one is tried again. */
  readonly ok?: readonly number[];
  /** Bytes of the answer that are kept; 64 KiB when left out, at most 4 MiB. */
  readonly answerBytes?: number;
  /** Texts that are never shown, besides what the headers carry. */
  readonly secrets?: readonly string[];
  readonly connection?: Connection;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of the answer, as text. */
  readonly text: string;
}

/** Temporary credentials of the function's role. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
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
  /** The function's own credentials and region, for requests that are signed with them. */
  readonly aws: { credentials(): Promise<AwsCredentials>; region(): Promise<string> };
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A destination with its options applied. */
export interface Destination {
  /**
   * Sends one batch and settles every event of it.
   * @throws {ForwarderError} when the whole request failed; the kind says whether to try again.
   */
  send(batch: EncodedBatch, signal: AbortSignal): Promise<DeliveryResult>;
  /** Forgets what it made of secrets (tokens), after the destination refused them. */
  refresh?(): void;
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
  /** Formats that fit: any, JSON only, or the untouched record only; any when left out. */
  formats?(config: z.output<Config>): "any" | "json" | "raw";
  framing(config: z.output<Config>): Framing;
  limits(config: z.output<Config>): BatchLimits;
  /** Too large events are rejected and age does not matter when left out. */
  policies?(config: z.output<Config>): EventPolicies;
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
