import { type JsonObject, textIn } from "../loose-json.ts";
import { missingPart, objectPart, type Part, type ShapeParts } from "./part.ts";

/**
 * What CloudTrail itself publishes to a topic, `{"s3Bucket":"…","s3ObjectKey":["…",…]}`; undefined for anything else.
 * Keys are taken as they are: a `+` or `%2B` in them is part of the key.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
 */
export function cloudTrailSnsParts(message: JsonObject): ShapeParts | undefined {
  if (message.s3ObjectKey === undefined && message.s3Bucket === undefined) return undefined;
  return { shape: "cloudtrail-sns", parts: keyParts(message) };
}

function keyParts(message: JsonObject): Part[] {
  const bucket = textIn(message, "s3Bucket");
  if (bucket === undefined) return [missingPart("CloudTrail notification", "s3Bucket")];
  const listed = message.s3ObjectKey;
  const keys: unknown[] = Array.isArray(listed) ? listed : [listed];
  if (keys.length === 0) return [{ skip: "empty_notification", detail: "s3ObjectKey is empty" }];
  return keys.map((key, index) => {
    const where = `s3ObjectKey[${index}]`;
    return typeof key === "string" && key !== ""
      ? objectPart({ bucket, key }, where)
      : missingPart("CloudTrail notification", where);
  });
}
