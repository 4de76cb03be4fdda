import { z } from "zod";
import { wholeNumber } from "./fields.ts";

/** Where the log files come from, and how their arrival is announced. */
export const sourceConfig = z.strictObject({
  mode: z.enum(["create", "adopt"]).default("create").meta({
    description:
      "`create` makes trail, bucket and key; `adopt` reads a bucket that exists and changes nothing in it.",
  }),
  prefix: z
    .string()
    .max(200)
    .default("")
    .transform((text) => text.replace(/^\/+|\/+$/g, ""))
    .meta({
      description: "Key prefix in front of `AWSLogs/`; leading and trailing slashes do not matter.",
      examples: ["security/trails"],
    }),
  trailName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/, {
      error: "expected 3 to 128 letters, digits, '.', '_' or '-'",
    })
    .optional()
    .meta({ description: "Name of the trail to create; default `<stack name>-trail`." }),
  retentionDays: wholeNumber(22, 36_500).default(400).meta({
    description:
      "Days until log files expire in a created bucket; never shorter than queue and DLQ retention together.",
  }),
});

export type SourceConfig = z.output<typeof sourceConfig>;
