import { z } from "zod";
import { defineDestination } from "../define-destination.ts";
import { HOSTNAME_DESCRIPTION, syslogBehaviour, syslogFields } from "./syslog-behaviour.ts";

/** A FortiSIEM collector or supervisor. */
export const fortisiemSyslog = defineDestination({
  type: "fortisiem-syslog",
  summary:
    "A FortiSIEM collector over TLS or TCP syslog, in the lines that its own CloudTrail connector makes.",
  config: z.strictObject({
    type: z.literal("fortisiem-syslog").meta({ description: "Selects this destination." }),
    ...syslogFields({ framing: "lf", hostnameDescription: HOSTNAME_DESCRIPTION }),
  }),
  defaultFormat: "fortisiem",
  ...syslogBehaviour,
});
