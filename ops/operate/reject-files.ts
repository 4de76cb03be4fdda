import { GetObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { REJECT_PREFIX } from "../../lambda/contract/reject-store.ts";

const source = z.looseObject({
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().optional(),
  etag: z.string().optional(),
});

const shared = { reason: z.string(), pipeline: z.string().optional(), rejectedAt: z.string().optional() };

/** A sidecar of the reject store: what was refused, why, and where it came from. */
const sidecar = z.discriminatedUnion("what", [
  z.looseObject({
    what: z.literal("records"),
    ...shared,
    source,
    records: z.array(
      z.looseObject({ ordinal: z.int(), eventId: z.string().optional(), detail: z.string().optional() }),
    ),
  }),
  z.looseObject({
    what: z.literal("object"),
    ...shared,
    source,
    detail: z.string().optional(),
  }),
  z.looseObject({
    what: z.literal("message"),
    ...shared,
    messageId: z.string().optional(),
    detail: z.string().optional(),
  }),
]);

export type Sidecar = z.output<typeof sidecar>;

/** A sidecar and the key it lies under. */
export interface RejectFile {
  readonly key: string;
  readonly sidecar: Sidecar;
}

export interface RejectFilter {
  readonly pipeline: string;
  readonly reasons?: readonly string[];
  /** Days of rejection, `YYYY-MM-DD`, both included. */
  readonly from?: string;
  readonly to?: string;
}

/** Key of a sidecar: `rejects/<what>/<reason>/<yyyy>/<mm>/<dd>/<hash>.json`. */
const KEY = new RegExp(
  `^${REJECT_PREFIX}(records|objects|messages)/([^/]+)/(\\d{4}/\\d{2}/\\d{2})/[0-9a-f]+\\.json$`,
);

/** Every sidecar that the filter lets through, in the order of the listing. Copies of shortened events are none. */
export async function* listRejects(
  s3: S3Client,
  bucket: string,
  filter: RejectFilter,
): AsyncGenerator<RejectFile> {
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: REJECT_PREFIX, ContinuationToken: token }),
    );
    for (const { Key: key = "" } of page.Contents ?? []) {
      const [, , reason = "", day = ""] = KEY.exec(key) ?? [];
      if (day === "" || !isWanted(reason, day.replaceAll("/", "-"), filter)) continue;
      const parsed = sidecar.safeParse(JSON.parse(await readText(s3, bucket, key)));
      if (parsed.success && (parsed.data.pipeline ?? filter.pipeline) === filter.pipeline)
        yield { key, sidecar: parsed.data };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** The body of a rejected message, as it was. */
export function readMessageBody(s3: S3Client, bucket: string, sidecarKey: string): Promise<string> {
  return readText(s3, bucket, sidecarKey.replace(/json$/, "body"));
}

function isWanted(reason: string, day: string, { reasons, from = "", to = "9" }: RejectFilter): boolean {
  return (!reasons || reasons.includes(reason)) && day >= from && day <= to;
}

async function readText(s3: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? "";
}
