import { z } from "zod";
import { eventObject } from "../../encode/event-text.ts";
import { type Framing, jsonArray, ndjson } from "../../encode/framing.ts";
import { prependMembers } from "../../encode/json-members.ts";
import { interflowMembers } from "../interflow.ts";
import { authOption, ruleOf } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { urlOption } from "./family/options.ts";

/** Stellar Cyber, HTTP JSON receiver of a Modular Sensor. */
export const stellarHttp = defineHttpPreset({
  type: "stellar-http",
  summary: "Stellar Cyber Modular Sensor, HTTP JSON: records with Interflow fields and an optional tenant.",
  options: {
    url: urlOption("Address of the sensor's receiver.", "https://sensor.example.com:5200/httpjson"),
    auth: authOption().optional().meta({ description: "How requests authenticate; left out, they do not." }),
    tenantId: z.string().min(1).optional().meta({
      description:
        "Tenant of every event, in the envelope `stellar` and as `tenantid`; left out, the sensor's.",
    }),
    interflow: z
      .boolean()
      .default(true)
      .meta({ description: "Put the fields of Interflow's CloudTrail records before the record's own." }),
    framing: z
      .enum(["ndjson", "jsonArray"])
      .default("ndjson")
      .meta({ description: "How events join into a body: one a line, or a JSON array." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 500_000, maxBatchEvents: 200, maxEventBytes: 8_192 },
  compressions: ["none", "gzip"],
  formats: () => "json",
  url: ({ url }) => url,
  auth: ({ auth }) => ruleOf(auth),
  framing: ({ framing, tenantId, interflow }): Framing => {
    const members = interflowMembers({ interflow, tenantId });
    return {
      ...(framing === "ndjson" ? ndjson : jsonArray),
      contentType: "application/json",
      wrap: (event) => prependMembers(eventObject(event), members),
    };
  },
});
