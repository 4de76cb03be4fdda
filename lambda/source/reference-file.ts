import { GetObjectCommand } from "@aws-sdk/client-s3";
import { s3Location } from "../contract/enrich-config.ts";
import type { ObjectGetter } from "./bucket-regions.ts";
import { parameterName, readParameter } from "./parameter.ts";

/** A small file that the function consults: what it holds, and S3's name for this content. */
export interface FileContent {
  readonly bytes: Buffer;
  readonly etag?: string;
}

/**
 * Reads a file; undefined when it is still what `etag` names.
 * @throws what S3 or SSM answers, unclassified
 */
export type ReadFile = (
  location: string,
  etag: string | undefined,
  signal: AbortSignal,
) => Promise<FileContent | undefined>;

/** Reads `s3://bucket/key`, or the SSM parameter of an ARN. */
export function createFileReader(s3: ObjectGetter): ReadFile {
  return async (location, etag, signal) => {
    const object = s3Location(location);
    if (object) return readObject(s3, object, etag, signal);
    const text = await readParameter(parameterName(location), location.split(":")[3]);
    return { bytes: Buffer.from(text ?? "") };
  };
}

async function readObject(
  s3: ObjectGetter,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  etag: string | undefined,
  abortSignal: AbortSignal,
): Promise<FileContent | undefined> {
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfNoneMatch: etag });
    const { Body, ETag } = await s3.send(command, { abortSignal });
    return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), etag: ETag };
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 304) return undefined;
    throw error;
  }
}

interface RefreshedFileOptions<Value> {
  readonly location: string;
  readonly read: ReadFile;
  readonly parse: (bytes: Buffer) => Value | Promise<Value>;
  readonly refreshMs: number;
  readonly now: () => number;
  /** Told why a file could not be read or used. */
  readonly onFailure: (location: string, why: string) => void;
}

/** A file that could not be read is tried again this soon. */
const RETRY_MS = 60_000;

/** A file that is read again from time to time. What could not be read leaves what was there before, at first nothing. */
export class RefreshedFile<Value> {
  /** What the file held when it was last read. */
  current: Value | undefined;
  private readonly options: RefreshedFileOptions<Value>;
  private etag: string | undefined;
  private nextMs = Number.NEGATIVE_INFINITY;

  constructor(options: RefreshedFileOptions<Value>) {
    this.options = options;
  }

  /** Reads the file when it is due. Never throws: without the file, records go on without its facts. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { location, read, parse, refreshMs, now, onFailure } = this.options;
    if (now() < this.nextMs) return;
    this.nextMs = now() + refreshMs;
    try {
      const content = await read(location, this.etag, signal);
      if (content === undefined) return;
      this.current = await parse(content.bytes);
      this.etag = content.etag;
    } catch (error) {
      this.nextMs = now() + Math.min(refreshMs, RETRY_MS);
      onFailure(location, `${(error as Error).name}: ${(error as Error).message}`);
    }
  }
}
