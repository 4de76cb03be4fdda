import { z } from "zod";
import { defineDestination } from "../define-destination.ts";
import { HOSTNAME_DESCRIPTION, syslogBehaviour, syslogFields } from "./syslog-behaviour.ts";

/** Any syslog receiver: RFC 5424 over TLS (RFC 5425), octet counted. */
export const syslog = defineDestination({
  type: "syslog",
  summary:
    "Any syslog receiver over TLS or TCP: RFC 5424 or RFC 3164 messages, octet counted or line by line.",
  config: z.strictObject({
    type: z.literal("syslog").meta({ description: "Selects this destination." }),
    ...syslogFields({ framing: "octet", hostnameDescription: HOSTNAME_DESCRIPTION }),
  }),
  defaultFormat: "raw",
  ...syslogBehaviour,
});
