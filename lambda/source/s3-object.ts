import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { ObjectRef } from "../types.ts";
import type { ObjectGetter } from "./bucket-regions.ts";
import { sourceFailure } from "./source-failure.ts";

/** Opens objects for reading. */
export interface ObjectSource {
  /**
   * The object's bytes as S3 stores them; the very version that the notification named. A continuation reads what its
   * first part was read from, or nothing.
   * @param onOpen told S3's names for the content, before its first byte
   * @throws {ForwarderError} classified by `sourceFailure`, before the first byte or between two.
   */
  read(
    ref: ObjectRef,
    signal: AbortSignal,
    onOpen?: (identity: ContentIdentity) => void,
  ): AsyncIterable<Uint8Array>;
}

/** What tells this content of a key from every other. */
export type ContentIdentity = Pick<ObjectRef, "versionId" | "etag">;

/** Tries to go on after a connection broke in the middle of an object, */
const MAX_RESUMES = 3;
/** counted anew when this many bytes came in between: a large object meets more broken connections than a small one. */
const PROGRESS_BYTES = 8 * 1024 * 1024;

/**
 * An S3 client, with the function's own credentials and region unless others are given. A stalled body is cut after 20 s
 * and resumed.
 */
export function createS3Client({ credentials, region }: ClientChoices = {}): S3Client {
  return new S3Client({
    ...(credentials && { credentials }),
    ...(region && { region }),
    maxAttempts: 3,
    // Bodies are checked by gzip's own CRC and by length; a checksum of a range cannot be.
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 20_000 },
  });
}

type ClientChoices = Pick<S3ClientConfig, "credentials"> & { readonly region?: string };

/** Reads from S3, resuming where a connection broke. */
export function createObjectSource(s3: ObjectGetter): ObjectSource {
  return { read: (ref, signal, onOpen) => readObject(s3, ref, signal, onOpen) };
}

async function* readObject(
  s3: ObjectGetter,
  ref: ObjectRef,
  signal: AbortSignal,
  onOpen?: (identity: ContentIdentity) => void,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  // Only a continuation is pinned: the first reading of a key takes what is there now, and never fails for it.
  let etag = ref.nextRecord && ref.etag ? `"${ref.etag}"` : undefined;
  let resumedAt = 0;
  for (let resumes = 0; ; resumes += 1) {
    try {
      const response = await open(s3, ref, { position, etag }, signal);
      etag = response.ETag;
      if (position === 0) onOpen?.({ etag: etag?.replaceAll('"', ""), versionId: response.VersionId });
      const end = position + (response.ContentLength ?? 0);
      for await (const chunk of response.Body as unknown as AsyncIterable<Uint8Array>) {
        position += chunk.length;
        yield chunk;
      }
      if (response.ContentLength === undefined || position === end) return;
      throw new Error(`the body ended after ${position} of ${end} bytes`);
    } catch (error) {
      const failure = sourceFailure(error, ref);
      if (position - resumedAt >= PROGRESS_BYTES) resumes = 0;
      resumedAt = position;
      const canResume =
        failure.reason === "source_unavailable" && position > 0 && resumes < MAX_RESUMES && !signal.aborted;
      if (!canResume) throw failure;
    }
  }
}

function open(
  s3: ObjectGetter,
  ref: ObjectRef,
  from: { position: number; etag: string | undefined },
  signal: AbortSignal,
): Promise<GetObjectCommandOutput> {
  const { bucket, key, versionId } = ref;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    IfMatch: from.etag,
    Range: from.position > 0 ? `bytes=${from.position}-` : undefined,
  });
  return s3.send(command, { abortSignal: signal });
}
