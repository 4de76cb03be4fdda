import { z } from "zod";
import { defineDestination } from "../define-destination.ts";
import { syslogBehaviour, syslogFields } from "./syslog-behaviour.ts";

/** IBM QRadar and Juniper JSA, protocol "TLS Syslog" or "Syslog". */
export const qradarSyslog = defineDestination({
  type: "qradar-syslog",
  summary: "IBM QRadar or Juniper JSA over TLS syslog; the header's host name is the Log Source Identifier.",
  config: z.strictObject({
    type: z.literal("qradar-syslog").meta({ description: "Selects this destination." }),
    ...syslogFields({
      framing: "lf",
      hostnameDescription:
        "The Log Source Identifier of the log source; `{account}` and `{region}` stand for the event's own.",
    }),
  }),
  defaultFormat: "raw",
  ...syslogBehaviour,
});
