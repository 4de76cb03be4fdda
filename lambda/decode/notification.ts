import type { DecodedMessage, ObjectRef } from "../types.ts";
import { continuationParts } from "./continuation.ts";
import { isJsonObject, type JsonObject, quoted, textIn } from "./loose-json.ts";
import { cloudTrailSnsParts } from "./shapes/cloudtrail-sns.ts";
import { controlParts, controlText } from "./shapes/control.ts";
import { eventBridgeParts } from "./shapes/eventbridge.ts";
import type { Part, ShapeParts } from "./shapes/part.ts";
import { s3Parts } from "./shapes/s3.ts";

/** SNS envelopes that are taken off. Two happen (a topic fed by a topic); more is somebody playing. */
const MAX_ENVELOPES = 2;

/** Tried in this order; the first that knows the message wins. */
const SHAPES: readonly ((message: JsonObject) => ShapeParts | undefined)[] = [
  continuationParts,
  controlParts,
  s3Parts,
  cloudTrailSnsParts,
  eventBridgeParts,
];

/**
 * Reads what a queue message says, whichever way it came: S3's notification, CloudTrail's own, EventBridge's or the
 * forwarder's, bare or inside SNS envelopes. The shape is recognised, never configured, so one queue can hold all.
 *
 * Only bucket and key are required; every other field may be missing, null, new or of a wrong type. Never throws, and
 * never answers with nothing: there is at least one object, skip, reject or return. When `returned` is set the other
 * lists are empty, because the message goes back to the queue whole.
 * @example decodeNotification(record.body).objects.map((object) => `s3://${object.bucket}/${object.key}`)
 */
export function decodeNotification(body: string): DecodedMessage {
  return collect(recognise(body, 0));
}

function recognise(body: string, envelopes: number): ShapeParts {
  const control = controlText(body);
  if (control) return control;
  const message = parseObject(body);
  if (typeof message === "string") return unknown(message);
  for (const shape of SHAPES) {
    const recognised = shape(message);
    if (recognised) return recognised;
  }
  const inner = textIn(message, "Message");
  if (inner === undefined) return unknown(`a JSON object of no known shape, with ${namesOf(message)}`);
  if (envelopes === MAX_ENVELOPES)
    return unknown(`more than ${MAX_ENVELOPES} SNS envelopes around each other; publish to one topic`);
  return recognise(inner, envelopes + 1);
}

/** The JSON object, or words for what the body is instead. The body itself is never repeated: it may be a record. */
function parseObject(body: string): JsonObject | string {
  const text = body.trim();
  if (text === "") return "an empty body";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `text that is not JSON (${body.length} characters)`;
  }
  return isJsonObject(value) ? value : `JSON that is no object (${body.length} characters)`;
}

function namesOf(message: JsonObject): string {
  const names = Object.keys(message);
  if (names.length === 0) return "no members";
  const shown = names.slice(0, 5).map((name) => quoted(name.slice(0, 40)));
  return `the members ${shown.join(", ")}${names.length > shown.length ? ", …" : ""}`;
}

function unknown(detail: string): ShapeParts {
  return { shape: "unknown", parts: [{ reject: "unknown_body", detail }] };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function collect({ shape, parts }: ShapeParts): DecodedMessage {
  const decoded: Mutable<DecodedMessage> = { shape, objects: [], skipped: [], rejected: [] };
  const seen = new Set<string>();
  for (const part of parts) {
    if ("back" in part)
      return {
        shape,
        objects: [],
        skipped: [],
        rejected: [],
        returned: { reason: part.back, detail: part.detail },
      };
    add(part, decoded, seen);
  }
  return decoded;
}

function add(
  part: Exclude<Part, { back: unknown }>,
  decoded: Mutable<DecodedMessage>,
  seen: Set<string>,
): void {
  if ("skip" in part) decoded.skipped.push({ reason: part.skip, detail: part.detail });
  else if ("reject" in part) decoded.rejected.push({ reason: part.reject, detail: part.detail });
  else if (seen.has(identityOf(part.object)))
    decoded.skipped.push({ reason: "duplicate", detail: `${quoted(part.object.key)} twice in one message` });
  else {
    seen.add(identityOf(part.object));
    decoded.objects.push(part.object);
  }
}

function identityOf({ bucket, key, versionId, etag, nextRecord, only }: ObjectRef): string {
  return JSON.stringify([bucket, key, versionId, etag, nextRecord, only]);
}
