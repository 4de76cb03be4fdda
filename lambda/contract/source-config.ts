import { z } from "zod";
import { wholeNumber } from "./fields.ts";
import { tenantsConfig } from "./tenants-config.ts";
import { trailConfig } from "./trail-config.ts";

/** Where the log files come from, and how their arrival is announced. */

const bucketName = () =>
  z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
    error: "expected the name of a bucket (3 to 63 lower-case letters, digits, '.' or '-')",
  });

const accountId = () =>
  z.string().regex(/^\d{12}$/, { error: "expected an account id of 12 digits, as text" });

const keyPrefix = () =>
  z
    .string()
    .max(200)
    .transform((text) => text.replace(/^\/+|\/+$/g, ""));

const KEY_ARN = "arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key/[\\w-]+";
const KEY_ALIAS = "alias/[A-Za-z0-9/_-]{1,250}";

const existingKeyArn = () =>
  z.string().regex(new RegExp(`^${KEY_ARN}$`), { error: "expected the ARN of a KMS key (not of an alias)" });

const topicArn = () =>
  z
    .string()
    .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, { error: "expected the ARN of a standard SNS topic" });

const sourceBucket = z.strictObject({
  name: bucketName().meta({ description: "Name of the bucket." }),
  prefix: keyPrefix().default("").meta({ description: "Key prefix in front of `AWSLogs/` in this bucket." }),
  keyArn: existingKeyArn().optional().meta({
    description:
      "Key that its log files are encrypted with; left out when they are not encrypted with a KMS key.",
  }),
  account: accountId().optional().meta({
    description: "Account that owns the bucket; left out when it is the stack's own.",
  }),
  region: z
    .string()
    .regex(/^[a-z]+(-[a-z0-9]+)+$/, { error: "expected the name of a region" })
    .optional()
    .meta({ description: "Region of the bucket; left out when it is the stack's own." }),
});

const bucketRole = z.strictObject({
  arn: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, { error: "expected the ARN of an IAM role" })
    .meta({ description: "Role that the function takes on to read the buckets." }),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, { error: "expected 2 to 1224 of the characters that IAM takes" })
    .optional()
    .meta({ description: "External id that the role's trust policy asks for." }),
});

const objectLock = z.strictObject({
  mode: z.enum(["GOVERNANCE", "COMPLIANCE"]).meta({
    description: "`GOVERNANCE` can be lifted with a permission, `COMPLIANCE` by nobody.",
  }),
  days: wholeNumber(1, 36_500).meta({ description: "Days for which a log file cannot be deleted." }),
});

const replication = z.strictObject({
  bucketArn: z
    .string()
    .regex(/^arn:[\w-]+:s3:::[a-z0-9.-]+$/, { error: "expected the ARN of a bucket" })
    .meta({ description: "Bucket that log files are copied to; it must exist and be versioned." }),
  account: accountId().optional().meta({
    description:
      "Account that owns it and becomes the owner of the copies; left out when it is the stack's own.",
  }),
  keyArn: existingKeyArn()
    .optional()
    .meta({ description: "Key in its region that copies are encrypted with." }),
});

export const NOTIFICATION_ROUTES = ["s3", "sns", "eventbridge", "cloudtrail-sns"] as const;

export const sourceConfig = z.strictObject({
  mode: z.enum(["create", "adopt"]).default("create").meta({
    description:
      "`create` makes trail, bucket and key; `adopt` reads a bucket that exists and changes nothing in it.",
  }),
  notifications: z
    .enum(NOTIFICATION_ROUTES)
    .optional()
    .meta({
      description:
        "How new log files are announced: `s3` (by the bucket; default in create mode), `sns` (by the bucket through a topic), " +
        "`eventbridge` (by the bucket through EventBridge; default in adopt mode), `cloudtrail-sns` (by the trail through a topic).",
    }),
  topicArn: topicArn().optional().meta({
    description: "Topic that exists and carries the notifications of `sns` or `cloudtrail-sns`.",
  }),
  bucketName: bucketName().optional().meta({
    description:
      "The adopted bucket, or the created bucket's name; default `<stack name>-logs-<account>-<region>`.",
  }),
  prefix: keyPrefix()
    .default("")
    .meta({
      description: "Key prefix in front of `AWSLogs/`; leading and trailing slashes do not matter.",
      examples: ["security/trails"],
    }),
  key: z
    .string()
    .regex(new RegExp(`^(create|none|${KEY_ARN}|${KEY_ALIAS})$`), {
      error: 'expected "create", "none", the ARN of a KMS key or an alias (alias/…)',
    })
    .optional()
    .meta({
      description:
        "KMS key of the log files: `create` (default in create mode), `none` (default in adopt mode), or an existing one by ARN or alias.",
    }),
  buckets: z
    .array(sourceBucket)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: "Adopt mode: several buckets or prefixes that all feed every pipeline." }),
  bucketRole: bucketRole.optional().meta({
    description: "Adopt mode: role in the buckets' account that the function takes on to read them.",
  }),
  trailArn: z
    .string()
    .regex(/^arn:[\w-]+:cloudtrail:[\w-]+:\d{12}:trail\/.+$/, { error: "expected the ARN of a trail" })
    .optional()
    .meta({ description: "Adopt mode: the trail that delivers into the bucket; printed policies name it." }),
  trailName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/, {
      error: "expected 3 to 128 letters, digits, '.', '_' or '-'",
    })
    .optional()
    .meta({ description: "Name of the trail to create; default `<stack name>-trail`." }),
  trail: trailConfig.optional().meta({ description: "Create mode: what the trail records." }),
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, { error: "expected an organization id (o-…)" })
    .optional()
    .meta({ description: "Create mode: makes an organization trail, which records every account of it." }),
  managementAccount: accountId().optional().meta({
    description:
      "Create mode: the organization's management account, when the stack is deployed by a delegated administrator.",
  }),
  retentionDays: wholeNumber(22, 36_500).default(400).meta({
    description:
      "Days until log files expire in a created bucket; never shorter than queue and DLQ retention together.",
  }),
  accessLogs: z.boolean().default(true).meta({
    description: "Create mode: records who reads the log files, in an access-log bucket of its own.",
  }),
  objectLock: objectLock.optional().meta({
    description:
      "Create mode: write-once protection of log files; can only be set when the bucket is created. Try it in a test account first.",
  }),
  replication: replication
    .optional()
    .meta({ description: "Create mode: a copy of every log file in another bucket." }),
  tenants: tenantsConfig.default({}).meta({
    description:
      "Labels for records by account, organizational unit, organization or prefix; what nobody claims is counted, never dropped.",
  }),
  verifySnsSignature: z.boolean().default(false).meta({
    description:
      "Accept only messages that SNS has signed (routes `sns` and `cloudtrail-sns`); they are then delivered with their envelope.",
  }),
});

export type SourceConfig = z.output<typeof sourceConfig>;
export type NotificationRoute = (typeof NOTIFICATION_ROUTES)[number];

/** The part of the source that the function needs at runtime. */
export const pipelineSource = z.strictObject({
  bucketRole: bucketRole.optional(),
  tenants: tenantsConfig.optional(),
  verifySnsSignature: z.literal(true).optional(),
});

export type PipelineSource = z.output<typeof pipelineSource>;

/** What travels to the function; undefined when there is nothing to tell. */
export function pipelineSourceOf(source: SourceConfig): PipelineSource | undefined {
  const { bucketRole, tenants, verifySnsSignature } = source;
  const hasTenants = Object.keys(tenants).length > 0;
  if (!bucketRole && !hasTenants && !verifySnsSignature) return undefined;
  return {
    ...(bucketRole && { bucketRole }),
    ...(hasTenants && { tenants }),
    ...(verifySnsSignature && { verifySnsSignature }),
  };
}

/** The route that the notifications take. */
export function routeOf(source: SourceConfig): NotificationRoute {
  return source.notifications ?? (source.mode === "create" ? "s3" : "eventbridge");
}

/** The key of the log files, by how it is named. */
export type LogKeyChoice =
  | { readonly kind: "create" }
  | { readonly kind: "none" }
  | { readonly kind: "arn"; readonly arn: string }
  | { readonly kind: "alias"; readonly alias: string };

export function keyChoiceOf({ key, mode }: SourceConfig): LogKeyChoice {
  if (key === undefined) return { kind: mode === "create" ? "create" : "none" };
  if (key === "create" || key === "none") return { kind: key };
  return key.startsWith("alias/") ? { kind: "alias", alias: key } : { kind: "arn", arn: key };
}

/** One adopted bucket with everything resolved. */
export type SourceBucket = z.output<typeof sourceBucket> & { readonly keyAlias?: string };

/** The buckets that an adopting stack reads. */
export function adoptedBuckets(source: SourceConfig): SourceBucket[] {
  if (source.buckets) return source.buckets;
  if (source.bucketName === undefined) return [];
  const key = keyChoiceOf(source);
  return [
    {
      name: source.bucketName,
      prefix: source.prefix,
      ...(key.kind === "arn" && { keyArn: key.arn }),
      ...(key.kind === "alias" && { keyAlias: key.alias }),
    },
  ];
}
