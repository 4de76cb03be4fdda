import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Agent, request } from "node:http";
import { REGION } from "../account.ts";

/** A file and where it goes. */
export interface Upload {
  readonly path: string;
  readonly key: string;
}

export interface UploadOptions {
  readonly endpoint: string;
  readonly bucket: string;
  readonly files: readonly Upload[];
  readonly onDone?: (upload: Upload) => void;
  readonly signal: AbortSignal;
}

const UPLOADS_AT_A_TIME = 8;

/** Puts files into the bucket by S3 PUT, a few at a time, streaming. Returns the bytes that were sent. */
export async function uploadFiles({
  endpoint,
  bucket,
  files,
  onDone,
  signal,
}: UploadOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: UPLOADS_AT_A_TIME });
  const waiting = files.values();
  let bytes = 0;
  const worker = async (): Promise<void> => {
    for (const file of waiting) {
      if (signal.aborted) return;
      bytes += await putFile(new URL(`/${bucket}/${encodePath(file.key)}`, endpoint), file.path, agent);
      onDone?.(file);
    }
  };
  try {
    await Promise.all(Array.from({ length: UPLOADS_AT_A_TIME }, worker));
  } finally {
    agent.destroy();
  }
  return bytes;
}

async function putFile(url: URL, path: string, agent: Agent): Promise<number> {
  const { size } = await stat(path);
  const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request(url, {
      method: "PUT",
      agent,
      headers: {
        "content-length": size,
        "content-type": "application/json",
        // The emulation reads the service from the signature's scope and checks no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=operator/20260101/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    createReadStream(path, { highWaterMark: 256 * 1024 })
      .on("error", reject)
      .pipe(outgoing);
  });
  if (answer.status !== 200)
    throw new Error(`cannot upload ${path}: S3 answered ${answer.status} ${answer.body}`);
  return size;
}

function encodePath(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}
