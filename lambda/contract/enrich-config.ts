import { z } from "zod";
import { wholeNumber } from "./fields.ts";

// No characters that mean something in an IAM policy.
const S3_FILE = "s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^*?$]+";
const PARAMETER = "arn:[\\w-]+:ssm:[\\w-]+:\\d{12}:parameter/[\\w./-]+";

function s3File() {
  return z.string().regex(new RegExp(`^${S3_FILE}$`), { error: "expected s3://bucket/key" });
}

/** Facts that are added beside records. */
export const enrichConfig = z.strictObject({
  accounts: z
    .string()
    .regex(new RegExp(`^(${S3_FILE}|${PARAMETER})$`), {
      error: "expected s3://bucket/key, or the ARN of an SSM parameter",
    })
    .optional()
    .meta({
      description:
        "Account directory as JSON: account id → `name`, `organizationalUnit`, `owner`, `tags`; a file in S3, or the ARN of an SSM parameter.",
      examples: ["s3://example-org-data/accounts.json"],
    }),
  geoip: z
    .strictObject({
      city: s3File()
        .optional()
        .meta({
          description: "City or Country database in MaxMind's format (`.mmdb`).",
          examples: ["s3://example-org-data/GeoLite2-City.mmdb"],
        }),
      asn: s3File().optional().meta({ description: "ASN or ISP database in MaxMind's format (`.mmdb`)." }),
    })
    .refine(({ city, asn }) => city !== undefined || asn !== undefined, {
      error: "expected a city database, an asn database, or both",
    })
    .optional()
    .meta({ description: "Databases that source addresses are looked up in." }),
  keyArns: z
    .array(
      z
        .string()
        .regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, { error: "expected the ARN of a KMS key" }),
    )
    .default([])
    .meta({ description: "Keys that these files are encrypted with, where it is not S3's own." }),
  refreshMinutes: wholeNumber(1, 10_080)
    .default(60)
    .meta({ description: "Minutes after which a file is read again when it has changed." }),
});

export type EnrichConfig = z.output<typeof enrichConfig>;

/** Bucket and key of `s3://bucket/key`; undefined for an ARN. */
export function s3Location(text: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(text) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** Every file and parameter that is read. */
export function enrichmentFiles({ accounts, geoip }: EnrichConfig): string[] {
  return [accounts, geoip?.city, geoip?.asn].filter((file) => file !== undefined);
}
