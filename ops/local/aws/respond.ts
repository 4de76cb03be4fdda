import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Fault } from "./faults.ts";
import type { AwsResponse } from "./service.ts";

interface Facts {
  readonly requestId: string;
  readonly method: string;
  readonly fault?: Fault;
}

/** Writes an answer, or as much of it as an injected fault leaves. */
export async function sendResponse(
  outgoing: ServerResponse,
  response: AwsResponse,
  { requestId, method, fault }: Facts,
): Promise<void> {
  if (outgoing.destroyed) return;
  const { status, body } = response;
  const headers: Record<string, string> = {
    "x-amzn-requestid": requestId,
    "x-amz-request-id": requestId,
    ...response.headers,
  };
  if (typeof body === "string" || body instanceof Uint8Array)
    headers["content-length"] ??= String(Buffer.byteLength(body));
  outgoing.writeHead(status, headers);
  const cutAt = fault?.cutBodyAfter ?? fault?.stallBodyAfter;
  if (method === "HEAD" || body === undefined) {
    if (body instanceof Readable) body.destroy();
    outgoing.end();
  } else if (cutAt !== undefined) {
    await sendPart(outgoing, body, cutAt);
    if (fault?.cutBodyAfter !== undefined) outgoing.destroy();
  } else if (body instanceof Readable) {
    await pipeline(body, outgoing).catch(() => outgoing.destroy());
  } else {
    outgoing.end(body);
  }
}

/** Sends the first bytes and leaves the connection open. */
async function sendPart(
  outgoing: ServerResponse,
  body: NonNullable<AwsResponse["body"]>,
  bytes: number,
): Promise<void> {
  const source = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
  let left = bytes;
  for await (const chunk of source) {
    const part = Buffer.from(chunk).subarray(0, left);
    left -= part.length;
    await new Promise<void>((resolve) => outgoing.write(part, () => resolve()));
    if (left <= 0) break;
  }
  await new Promise<void>((resolve) => setImmediate(resolve));
}
