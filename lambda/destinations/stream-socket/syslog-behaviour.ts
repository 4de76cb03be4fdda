import { z } from "zod";
import { wholeNumber } from "../../contract/fields.ts";
import type { Framing } from "../../encode/framing.ts";
import {
  allDelivered,
  type BatchLimits,
  type Destination,
  type DestinationTools,
  type Grant,
} from "../define-destination.ts";
import { oversizeField, policiesOf } from "../oversize.ts";
import { secretGrants } from "../secret-grants.ts";
import { readTlsMaterial } from "../tls-material.ts";
import { hostName, timeoutFields, timeouts, tlsFields } from "./fields.ts";
import { type MessageFraming, type Payload, syslogFraming } from "./syslog-framing.ts";
import { transfer } from "./transfer.ts";

/** What one product's receiver is like, where products differ. */
interface SyslogDefaults {
  readonly framing: MessageFraming;
  readonly hostnameDescription: string;
}

/** Options of every syslog destination, with the product's defaults. */
export function syslogFields({ framing, hostnameDescription }: SyslogDefaults) {
  return {
    host: hostName().meta({ description: "The receiver.", examples: ["syslog.example.com"] }),
    port: wholeNumber(1, 65_535).default(6_514).meta({ description: "Its port." }),
    transport: z.enum(["tls", "tcp"]).default("tls").meta({
      description: "`tcp` sends in the clear: for receivers on the same private network that know no TLS.",
    }),
    ...tlsFields,
    framing: z.enum(["octet", "lf"]).default(framing).meta({
      description:
        "How messages follow each other: `octet` counts bytes (RFC 6587), `lf` ends each with a line break.",
    }),
    header: z.enum(["rfc5424", "rfc3164", "none"]).default("rfc5424").meta({
      description: "Header in front of each event.",
    }),
    hostname: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, { error: "expected 1 to 255 printable ASCII characters without spaces" })
      .default("aws-cloudtrail-{account}")
      .meta({ description: hostnameDescription }),
    appName: z
      .string()
      .regex(/^[\x21-\x7e]{1,48}$/, { error: "expected 1 to 48 printable ASCII characters without spaces" })
      .default("cloudtrail")
      .meta({ description: "APP-NAME of the header, or its tag." }),
    facility: wholeNumber(0, 23).default(13).meta({ description: "Facility; 13 is log audit." }),
    severity: wholeNumber(0, 7).default(6).meta({ description: "Severity of a call; 6 is informational." }),
    errorSeverity: wholeNumber(0, 7)
      .default(4)
      .meta({ description: "Severity of a call with an error code; 4 is warning." }),
    enterpriseId: wholeNumber(1, 4_294_967_295).optional().meta({
      description:
        "Private enterprise number; with it, RFC 5424 headers carry event id, account and region as structured data.",
    }),
    maxEventBytes: wholeNumber(480, 1_000_000).default(8_192).meta({
      description:
        "Largest message with its header, in bytes. Raise it only together with the receiver's own limit, or the receiver cuts messages.",
    }),
    ...oversizeField,
    maxBatchBytes: wholeNumber(10_000, 16_000_000).default(1_000_000).meta({
      description: "Bytes sent over one connection before its end is awaited.",
    }),
    ...timeoutFields,
  };
}

export const HOSTNAME_DESCRIPTION =
  "HOSTNAME of the header; `{account}` and `{region}` stand for the event's own.";

const syslogConfig = z.object(syslogFields({ framing: "octet", hostnameDescription: "" }));
export type SyslogConfig = z.output<typeof syslogConfig>;

/** Everything of a syslog destination that is the same for all products. */
export const syslogBehaviour = {
  framing: (config: SyslogConfig): Framing => syslogFraming(config.framing, config),
  limits: ({ maxEventBytes, maxBatchBytes }: SyslogConfig): BatchLimits => ({
    maxBatchBytes,
    maxBatchEvents: 100_000,
    maxEventBytes,
  }),
  policies: policiesOf,
  compression: () => "none" as const,
  grants: ({ tlsSecretArn }: SyslogConfig): Grant[] => secretGrants([tlsSecretArn]),
  create: async (config: SyslogConfig, { secret }: DestinationTools): Promise<Destination> => ({
    send: async (batch, signal) => {
      const { host, port, transport, tlsSecretArn, serverName } = config;
      const tls =
        transport === "tls"
          ? { ...(await readTlsMaterial(tlsSecretArn, secret)), servername: serverName }
          : undefined;
      await transfer(batch.body, { host, port, tls, ...timeouts(config) }, signal);
      return allDelivered;
    },
  }),
};

/** The framing with the product's own payload behind the header. */
export function framingWith(config: SyslogConfig, payload: Payload): Framing {
  return syslogFraming(config.framing, config, payload);
}
