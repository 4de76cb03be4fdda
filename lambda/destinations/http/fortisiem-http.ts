import { z } from "zod";
import { secretArn } from "../../contract/fields.ts";
import { ndjson } from "../../encode/framing.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { urlOption } from "./family/options.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Fortinet FortiSIEM, events over HTTP(S) POST. */
export const fortisiemHttp = defineHttpPreset({
  type: "fortisiem-http",
  summary: "Fortinet FortiSIEM, HTTPS upload to a collector or supervisor: one record a line.",
  options: {
    url: urlOption("Collector or supervisor, without a path.", "https://fortisiem.example.com"),
    secretArn: secretArn().meta({
      description:
        "Secret holding JSON with the fields `username` and `password` (made with htpasswd on the node).",
    }),
    vendor: z.string().min(1).default("Amazon").meta({ description: "`vendor` of the device in the CMDB." }),
    model: z
      .string()
      .min(1)
      .default("AWS CloudTrail")
      .meta({ description: "`model` of the device in the CMDB." }),
    reportingIp: z.ipv4().meta({
      description: "Address that stands for the account in the CMDB; not the function's own.",
      examples: ["192.0.2.10"],
    }),
    reportingName: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,255}$/, { error: "expected a host name" })
      .default("aws-cloudtrail")
      .meta({ description: "Host name that stands for the account in the CMDB." }),
    separator: z
      .boolean()
      .default(true)
      .meta({ description: "The node splits bodies at line breaks (7.x); false sends one event a request." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 500, maxEventBytes: 64_000 },
  compressions: ["none"],
  url: ({ url, vendor, model, reportingIp, reportingName, separator }) => {
    const encoded = Object.entries({ vendor, model, reptIp: reportingIp, reptName: reportingName })
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&");
    return joinUrl(url, `/rawupload?${encoded}${separator ? "&separator=%0A" : ""}`);
  },
  auth: ({ secretArn: arn }) => [{ kind: "basic", secretArn: arn }],
  framing: () => ({ ...ndjson, contentType: "application/json", suffix: "" }),
  adjustLimits: (limits, { separator }) => (separator ? limits : { ...limits, maxBatchEvents: 1 }),
  ok: [200, 201, 202, 204],
});
