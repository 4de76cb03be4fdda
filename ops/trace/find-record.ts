import type { S3Client } from "@aws-sdk/client-s3";
import { limitsConfig } from "../../lambda/contract/function-config.ts";
import { inflate } from "../../lambda/decode/inflate.ts";
import { splitRecords } from "../../lambda/decode/records.ts";
import { createObjectSource } from "../../lambda/source/s3-object.ts";
import type { ObjectRef, RawRecord } from "../../lambda/types.ts";

/**
 * The record of a log file with this event id; undefined when it has none, or cannot be read to where it would be.
 * Records that do not contain the id as text are not parsed.
 */
export async function findRecord(
  s3: S3Client,
  ref: ObjectRef,
  eventId: string,
): Promise<RawRecord | undefined> {
  const limits = limitsConfig.parse({});
  const stored = createObjectSource(s3).read(ref, new AbortController().signal);
  const wanted = Buffer.from(JSON.stringify(eventId).slice(1, -1));
  const chunks = splitRecords(inflate(stored, limits.maxObjectBytes), limits);
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return undefined;
      const found = value.records.find(
        (record) =>
          Buffer.from(record.bytes.buffer, record.bytes.byteOffset, record.bytes.byteLength).includes(
            wanted,
          ) && [record.value.eventID, record.value.eventId].includes(eventId),
      );
      if (!found) continue;
      await chunks.return("records");
      return found;
    }
  } catch {
    // Damaged files are found by reconcile; a search goes on with the next one.
    return undefined;
  }
}
