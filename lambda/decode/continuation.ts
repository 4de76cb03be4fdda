import type { ObjectRef } from "../types.ts";
import { countIn, isJsonObject, type JsonObject, textIn } from "./loose-json.ts";
import { missingPart, objectPart, type Part, type ShapeParts, withoutQuotes } from "./shapes/part.ts";

/**
 * The forwarder's own message: objects to read (backfill), or to go on reading at a record (continuation).
 * `{"forwarder":1,"objects":[{"bucket":"…","key":"…","versionId":"…","etag":"…","nextRecord":1200,"hop":1}]}`
 * Keys are as S3 knows them. Only `bucket` and `key` are required.
 */
const VERSION = 1;

/** The message body that names these objects; `decodeNotification` gives them back. */
export function encodeContinuation(objects: readonly ObjectRef[]): string {
  return JSON.stringify({
    forwarder: VERSION,
    // Spelled out, so that a field added to ObjectRef does not reach the wire by accident.
    objects: objects.map(
      ({ bucket, key, versionId, etag, size, createdMs, region, nextRecord, hop, again, only }) =>
        ({
          bucket,
          key,
          versionId,
          etag,
          size,
          createdMs,
          region,
          nextRecord,
          hop,
          again,
          only,
        }) satisfies ObjectRef,
    ),
  });
}

/** The parts of a message of ours; undefined for anything else. */
export function continuationParts(message: JsonObject): ShapeParts | undefined {
  const version = message.forwarder;
  if (typeof version !== "number") return undefined;
  // A newer release wrote it while this one was still running: the queue keeps it until the newer one reads it.
  if (version !== VERSION)
    return {
      shape: "continuation",
      parts: [
        { back: "unsupported_version", detail: `message version ${version}; this release reads ${VERSION}` },
      ],
    };
  return { shape: "continuation", parts: objectsParts(message.objects) };
}

function objectsParts(objects: unknown): Part[] {
  if (!Array.isArray(objects))
    return [{ reject: "unknown_body", detail: "own message: objects is no array" }];
  if (objects.length === 0) return [{ skip: "empty_notification", detail: "own message: objects is empty" }];
  return objects.map((entry: unknown, index) => {
    const where = `objects[${index}]`;
    if (!isJsonObject(entry)) return { reject: "unknown_body", detail: `${where} is no JSON object` };
    const bucket = textIn(entry, "bucket");
    const key = textIn(entry, "key");
    if (bucket === undefined) return missingPart(where, "bucket");
    if (key === undefined) return missingPart(where, "key");
    return objectPart(
      {
        bucket,
        key,
        versionId: textIn(entry, "versionId"),
        etag: withoutQuotes(textIn(entry, "etag")),
        size: countIn(entry, "size"),
        createdMs: countIn(entry, "createdMs"),
        region: textIn(entry, "region"),
        // Unreadable, it counts as absent: records are then repeated, never lost.
        nextRecord: countIn(entry, "nextRecord"),
        hop: countIn(entry, "hop"),
        again: entry.again === true || undefined,
        only: ordinalsIn(entry),
      },
      where,
    );
  });
}

/** Unreadable, the list counts as absent: then all records are forwarded, which loses none. */
function ordinalsIn({ only }: JsonObject): readonly number[] | undefined {
  if (!Array.isArray(only)) return undefined;
  const ordinals: unknown[] = only;
  return ordinals.every((value): value is number => Number.isSafeInteger(value)) ? ordinals : undefined;
}
