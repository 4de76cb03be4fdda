import { isObject, type JsonObject } from "../aws/input.ts";

/**
 * The id of an event in whatever format it arrived, read without any code of the function: as CloudTrail and its aggregated
 * records spell it, or where OCSF, ECS, Sentinel's table, FortiSIEM, CEF and LEEF have it.
 */
export function idOfEvent(text: string): string | undefined {
  return text.startsWith("{") ? idInJson(text) : idInText(text);
}

function idInJson(text: string): string | undefined {
  try {
    return idOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The id of a parsed event. */
export function idOf(event: unknown): string | undefined {
  if (!isObject(event)) return undefined;
  const { eventID, eventId, metadata, event: ecs, AwsEventId } = event;
  const id =
    eventID ??
    eventId ??
    (isObject(metadata) ? metadata.uid : undefined) ??
    (isObject(ecs) ? ecs.id : undefined) ??
    AwsEventId ??
    inAdditionalData(event);
  return typeof id === "string" ? id : undefined;
}

/** What has no column in Sentinel's table stands in its additional data. */
function inAdditionalData({ AdditionalEventData: text }: JsonObject): unknown {
  if (typeof text !== "string") return undefined;
  try {
    const { cloudtrail } = JSON.parse(text) as JsonObject;
    return isObject(cloudtrail) ? (cloudtrail.eventID ?? cloudtrail.eventId) : undefined;
  } catch {
    return undefined;
  }
}

const IN_TEXT = [
  / \[event(?:ID|Id)\]=(\S+)/,
  /^CEF:.*?[ |]externalId=(\S+)/,
  /^LEEF:.*?[\t|](?:x09\|)?.*?\beventID=([^\t]+)/,
];

function idInText(text: string): string | undefined {
  for (const pattern of IN_TEXT) {
    const id = pattern.exec(text)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}
