import { z } from "zod";
import { secretArn } from "../../contract/fields.ts";
import { bearer } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { hecFraming, hecOptions } from "./family/hec-event.ts";
import { urlOption } from "./family/options.ts";

/** CrowdStrike Falcon LogScale and Next-Gen SIEM, HEC-compatible endpoint. */
export const logscale = defineHttpPreset({
  type: "logscale",
  summary: "CrowdStrike Falcon LogScale or Next-Gen SIEM, HEC-compatible ingest.",
  options: {
    url: urlOption(
      "Ingest address with its path, as the connector shows it.",
      "https://cloud.us.humio.com/api/v1/ingest/hec",
    ),
    secretArn: secretArn().meta({
      description: "Secret holding the ingest token, as plain text or in the JSON field `token`.",
    }),
    parser: z
      .string()
      .min(1)
      .default("aws-cloudtrail")
      .meta({ description: "Parser of the repository; also in the form `package:parser`." }),
    ...hecOptions,
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 4_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 },
  compressions: ["gzip", "none"],
  url: ({ url }) => url,
  auth: ({ secretArn: arn }) => [bearer(arn)],
  framing: ({ parser, ...envelope }) => hecFraming({ ...envelope, sourcetype: parser }),
  ok: [200],
});
