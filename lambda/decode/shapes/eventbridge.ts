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

/**
 * EventBridge's "Object Created" event; undefined for anything that is no EventBridge event. Keys are taken as they
 * are. https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function eventBridgeParts(message: JsonObject): ShapeParts | undefined {
  if (!isJsonObject(message.detail)) return undefined;
  return { shape: "eventbridge", parts: [eventPart(message, message.detail)] };
}

function eventPart(message: JsonObject, detail: JsonObject): Part {
  const where = "EventBridge event";
  const source = textIn(message, "source");
  const detailType = textIn(message, "detail-type");
  // Not ours, but perhaps somebody's CloudTrail event on the wrong queue: kept, not skipped.
  if (source !== undefined && source !== "aws.s3")
    return { reject: "unknown_body", detail: `${where} of source ${quoted(source)}; expected "aws.s3"` };
  if (detailType !== undefined && detailType !== "Object Created")
    return { skip: "not_created", detail: `${where}: ${quoted(detailType)}` };

  const object = objectIn(detail, "object");
  const bucket = textIn(objectIn(detail, "bucket"), "name");
  const key = textIn(object, "key");
  if (bucket === undefined) return missingPart(where, "detail.bucket.name");
  if (key === undefined) return missingPart(where, "detail.object.key");
  return objectPart(
    {
      bucket,
      key,
      versionId: textIn(object, "version-id"),
      etag: withoutQuotes(textIn(object, "etag")),
      size: countIn(object, "size"),
      createdMs: instantIn(message, "time"),
      region: textIn(message, "region"),
    },
    where,
  );
}
