import { createHash } from "node:crypto";
import { eventObject, eventText } from "../../../encode/event-text.ts";
import type { Framing } from "../../../encode/framing.ts";
import { prependMembers } from "../../../encode/json-members.ts";
import type { NormalizedEvent } from "../../../types.ts";
import { isoTimeOf } from "./record-fields.ts";

/** Longest document id. */
const MAX_ID_BYTES = 512;

/** The index or data stream as a part of a path. */
export const INDEX_NAME = /^(?![-_+.])[a-z0-9._-]{1,255}$/;

interface BulkRules {
  /** Documents carry the event's id, so that a repeated one is refused with 409 instead of stored twice. */
  readonly hasIds: boolean;
  document(event: NormalizedEvent): string;
}

/** Pairs of an action line and a document; `create`, because data streams take nothing else. */
export function bulkFraming({ hasIds, document }: BulkRules): Framing {
  return {
    contentType: "application/x-ndjson",
    prefix: "",
    separator: "\n",
    suffix: "\n",
    oneLine: false,
    wrap: (event) => {
      const action = hasIds ? `{"create":{"_id":${JSON.stringify(documentId(event.id))}}}` : '{"create":{}}';
      return `${action}\n${document(event)}`;
    },
  };
}

/** The event as a document of its own, with the time field that data streams want. */
export function eventDocument(event: NormalizedEvent): string {
  const text = eventObject(event);
  // An ECS event brings its own.
  if (text.startsWith('{"@timestamp"')) return text;
  return prependMembers(text, { "@timestamp": isoTimeOf(event) });
}

/** A document whose `message` is the record, for a pipeline that parses it (Elastic's AWS integration does). */
export function messageDocument(event: NormalizedEvent, fields: Readonly<Record<string, unknown>>): string {
  const { source } = event;
  return JSON.stringify({
    "@timestamp": isoTimeOf(event),
    message: eventText(event),
    ...fields,
    ...(source && { aws: { s3: { bucket: { name: source.bucket }, object: { key: source.key } } } }),
  });
}

function documentId(id: string): string {
  return Buffer.byteLength(id) <= MAX_ID_BYTES ? id : createHash("sha256").update(id).digest("hex");
}
