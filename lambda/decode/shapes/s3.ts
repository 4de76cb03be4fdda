import {
  countIn,
  instantIn,
  isJsonObject,
  type JsonObject,
  objectIn,
  quoted,
  textIn,
} from "../loose-json.ts";
import { missingPart, objectPart, type Part, type ShapeParts, withoutQuotes } from "./part.ts";

/** The major version of S3's record we read; its minor versions only add fields. */
const KNOWN_MAJOR = 2;

/**
 * S3's own event notification, `{"Records":[{"eventName":"ObjectCreated:Put","s3":{…}}]}`; undefined for anything
 * else. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function s3Parts(message: JsonObject): ShapeParts | undefined {
  const records = message.Records;
  if (!Array.isArray(records)) return undefined;
  if (records.length === 0)
    return { shape: "s3", parts: [{ skip: "empty_notification", detail: "Records is empty" }] };
  return { shape: "s3", parts: records.map((record: unknown, index) => recordPart(record, index)) };
}

function recordPart(record: unknown, index: number): Part {
  const where = `Records[${index}]`;
  if (!isJsonObject(record)) return { reject: "unknown_body", detail: `${where} is no JSON object` };

  const major = majorVersion(record.eventVersion);
  if (major !== undefined && major !== KNOWN_MAJOR)
    return {
      back: "unsupported_version",
      detail: `${where}: eventVersion ${quoted(String(record.eventVersion))}; this release reads ${KNOWN_MAJOR}.x`,
    };

  const eventName = textIn(record, "eventName")?.replace(/^s3:/, "");
  if (eventName !== undefined && !eventName.startsWith("ObjectCreated"))
    return { skip: "not_created", detail: `${where}: ${quoted(eventName)}` };

  const s3 = objectIn(record, "s3");
  const object = objectIn(s3, "object");
  const bucket = textIn(objectIn(s3, "bucket"), "name");
  const encodedKey = textIn(object, "key");
  if (bucket === undefined) return missingPart(where, "s3.bucket.name");
  if (encodedKey === undefined) return missingPart(where, "s3.object.key");
  const key = decodeFormKey(encodedKey);
  if (key === undefined)
    return { reject: "bad_key", detail: `${where}: ${quoted(encodedKey)} is not URL-encoded UTF-8` };
  return objectPart(
    {
      bucket,
      key,
      versionId: textIn(object, "versionId"),
      etag: withoutQuotes(textIn(object, "eTag")),
      size: countIn(object, "size"),
      createdMs: instantIn(record, "eventTime"),
      region: textIn(record, "awsRegion"),
    },
    where,
  );
}

/**
 * S3 writes keys the way HTML forms do: `+` is a space, `%2B` a plus. Undefined when a `%` is malformed or the bytes
 * are not UTF-8.
 */
export function decodeFormKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function majorVersion(version: unknown): number | undefined {
  const major = /^\s*(\d+)(?:\.|\s*$)/.exec(
    typeof version === "number" || typeof version === "string" ? `${version}` : "",
  );
  return major ? Number(major[1]) : undefined;
}
