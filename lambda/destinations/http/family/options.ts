import { z } from "zod";
import { endpointUrl, secretArn, wholeNumber } from "../../../contract/fields.ts";
import type { BatchLimits } from "../../define-destination.ts";
import { oversizeField } from "../../oversize.ts";

/** Options that every HTTP destination takes, with its own defaults and bounds. */

export interface CommonDefaults {
  /** Defaults: safe values, at or below what the vendor documents. */
  readonly limits: BatchLimits;
  /** What the vendor documents, where it does. */
  readonly largest?: Partial<BatchLimits>;
  /** Accepted compressions; the first one is the default. */
  readonly compressions: readonly ("gzip" | "none")[];
  readonly maxAgeHours?: number;
  readonly timeoutSeconds?: number;
}

/** What nobody documents may be set up to this. */
const UNDOCUMENTED: BatchLimits = {
  maxBatchBytes: 100_000_000,
  maxBatchEvents: 100_000,
  maxEventBytes: 100_000_000,
};

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Name of an HTTP header. */
export function headerName() {
  return z.string().regex(HEADER_NAME, { error: "expected an HTTP header name" });
}

/** Headers with values that are not secret. */
export function headersField() {
  return z
    .record(
      headerName(),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: "expected one line of text" }),
    )
    .default({})
    .meta({ description: "Further headers, for values that are not secret." });
}

const proxyUrl = () =>
  z
    .string()
    .refine(isProxyUrl, { error: "expected http://host:port or https://host:port, without credentials" });

/** The shared part of the options. */
export function commonOptions({
  limits,
  largest = {},
  compressions,
  maxAgeHours,
  timeoutSeconds = 30,
}: CommonDefaults) {
  const most = { ...UNDOCUMENTED, ...largest };
  return {
    maxBatchBytes: wholeNumber(1_000, most.maxBatchBytes)
      .default(limits.maxBatchBytes)
      .meta({ description: "Largest body before compression, in bytes." }),
    maxBatchEvents: wholeNumber(1, most.maxBatchEvents)
      .default(limits.maxBatchEvents)
      .meta({ description: "Most events in one request." }),
    maxEventBytes: wholeNumber(1_000, most.maxEventBytes)
      .default(limits.maxEventBytes)
      .meta({ description: "Largest single event as it stands in the body, in bytes." }),
    ...oversizeField,
    ...ageOptions(maxAgeHours),
    compression: z
      .enum(compressions)
      .default(compressions[0] ?? "none")
      .meta({ description: "Compression of the body." }),
    timeoutSeconds: wholeNumber(1, 300)
      .default(timeoutSeconds)
      .meta({ description: "Time limit of one request." }),
    headers: headersField(),
    tlsSecretArn: secretArn().optional().meta({
      description:
        "Secret holding JSON with any of `ca` (replaces the public authorities), `cert` and `key` (client certificate), `passphrase`; all PEM text.",
    }),
    proxy: z
      .strictObject({
        url: proxyUrl().meta({
          description: "Address of the proxy.",
          examples: ["http://proxy.example.com:3128"],
        }),
        secretArn: secretArn()
          .optional()
          .meta({ description: "Secret holding JSON with `username` and `password` for the proxy." }),
      })
      .optional()
      .meta({ description: "HTTP proxy to tunnel through (CONNECT); the environment is not looked at." }),
  };
}

function ageOptions(maxAgeHours: number | undefined) {
  const hours = wholeNumber(1, 876_000);
  return {
    maxAgeHours: (maxAgeHours === undefined ? hours.optional() : hours.default(maxAgeHours)).meta({
      description: "Age above which the destination refuses or drops an event, in hours.",
    }),
    tooOld: z.enum(["reject", "send"]).default("reject").meta({
      description: "Older events: kept in the reject store with `event_too_old`, or sent all the same.",
    }),
  };
}

/** What `commonOptions` parses to. */
export interface CommonOptions extends BatchLimits {
  readonly oversize: "truncate" | "reject";
  readonly maxAgeHours?: number;
  readonly tooOld: "reject" | "send";
  readonly compression: "gzip" | "none";
  readonly timeoutSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tlsSecretArn?: string;
  readonly proxy?: { readonly url: string; readonly secretArn?: string };
}

/** The URL of an endpoint that the vendor gives out, as an option. */
export function urlOption(description: string, example: string) {
  return endpointUrl().meta({ description, examples: [example] });
}

function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}
