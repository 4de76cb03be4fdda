import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { EncodedBatch } from "../types.ts";
import type { FramedEvent } from "./batcher.ts";
import type { Framing } from "./framing.ts";

const gzipInThreadPool = promisify(gzip);

/** Level 1 costs a third of the time of level 6 for a tenth more bytes on CloudTrail text. */
const GZIP_LEVEL = 1;

/** The request body for these entries: framed, then compressed off the main thread. */
export async function encodeBatch(
  entries: readonly FramedEvent<unknown>[],
  framing: Framing,
  compression: "gzip" | "none",
): Promise<EncodedBatch> {
  const framed = join(entries, framing);
  const events = entries.map(({ event }) => event);
  const facts = {
    events,
    entries: entries.map((entry) => entry.framed),
    bytes: framed.length,
    contentType: framing.contentType,
  };
  if (compression === "none") return { ...facts, body: framed };
  return { ...facts, body: await gzipInThreadPool(framed, { level: GZIP_LEVEL }), contentEncoding: "gzip" };
}

function join(entries: readonly FramedEvent<unknown>[], framing: Framing): Buffer {
  const texts = entries.map(({ framed }) => framed);
  if (texts.every((text) => typeof text === "string")) {
    return Buffer.from(framing.prefix + texts.join(framing.separator) + framing.suffix);
  }
  const separator = Buffer.from(framing.separator);
  const parts: Uint8Array[] = [Buffer.from(framing.prefix)];
  for (const [index, text] of texts.entries()) {
    if (index > 0) parts.push(separator);
    parts.push(typeof text === "string" ? Buffer.from(text) : text);
  }
  parts.push(Buffer.from(framing.suffix));
  return Buffer.concat(parts);
}
