import { z } from "zod";
import type { NormalizedEvent } from "../../types.ts";
import { defineDestination } from "../define-destination.ts";
import { interflowMembers } from "../interflow.ts";
import { framingWith, HOSTNAME_DESCRIPTION, syslogBehaviour, syslogFields } from "./syslog-behaviour.ts";
import type { Payload } from "./syslog-framing.ts";

/** A Stellar Cyber modular sensor. */
export const stellarSyslog = defineDestination({
  type: "stellar-syslog",
  summary:
    "A Stellar Cyber sensor over TLS or TCP syslog, with the Interflow fields of its CloudTrail connector.",
  config: z.strictObject({
    type: z.literal("stellar-syslog").meta({ description: "Selects this destination." }),
    ...syslogFields({ framing: "lf", hostnameDescription: HOSTNAME_DESCRIPTION }),
    interflow: z.boolean().default(true).meta({
      description: "Adds `msg_class` and `msg_origin` as Stellar Cyber's own CloudTrail connector sets them.",
    }),
    tenantId: z
      .string()
      .regex(/^[\w.-]{1,100}$/, { error: 'expected 1 to 100 letters, digits, "_", "." or "-"' })
      .optional()
      .meta({
        description:
          "Tenant of every event, in the envelope `stellar` and as `tenantid`; without it, the sensor's own tenant counts.",
      }),
  }),
  defaultFormat: "raw",
  ...syslogBehaviour,
  framing: (config) => framingWith(config, interflowPayload(config)),
});

function interflowPayload(options: Parameters<typeof interflowMembers>[0]): Payload {
  const members = JSON.stringify(interflowMembers(options)).slice(1, -1);
  return members === "" ? ({ body }) => body : ({ body }) => withMembers(body, members);
}

const OPENING_BRACE = 0x7b;

/** The members in front of a JSON object's own; everything else of it stays byte for byte. Other text stays as it is. */
function withMembers(body: NormalizedEvent["body"], members: string): string | Uint8Array {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  if (bytes[0] !== OPENING_BRACE) return body;
  const rest = bytes.subarray(1);
  const isEmpty = /^\s*}/.test(Buffer.from(rest.subarray(0, 64)).toString("latin1"));
  return Buffer.concat([Buffer.from(`{${members}${isEmpty ? "" : ","}`), rest]);
}
