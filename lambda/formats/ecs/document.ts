import { fieldsOf } from "../../record-fields.ts";
import type { Enrichment, RawRecord, RecordSource } from "../../types.ts";
import { type Extras, PROVENANCE_NAMESPACE, provenanceObject } from "../envelope.ts";
import { pieceOf } from "../json-key.ts";
import { objectOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { accountName, beginCloud, recipientOf } from "./cloud-fields.ts";
import { writeCloudTrail } from "./cloudtrail-fields.ts";
import type { Draft } from "./draft.ts";
import { documentOutcome, writeOccurrence } from "./event-fields.ts";
import { otherField } from "./field-rules.ts";
import { NOBODY_ELSE } from "./named.ts";
import { type Origin, writeOrigin } from "./origin.ts";
import { readRequest, readResponse } from "./payloads.ts";
import { readNamed } from "./read-named.ts";
import type { EcsSettings } from "./settings.ts";
import { textReader } from "./texts.ts";
import { arrivalOf, eventTimestamp, isoTimeOf, logFileTimeOf, timestamp } from "./times.ts";
import { readTls, type Tls } from "./tls.ts";

const PROVENANCE = pieceOf(`"${PROVENANCE_NAMESPACE}":`);

/** One record as an ECS document. What has no value is not written. */
export function ecsDocument(
  raw: RawRecord,
  source: RecordSource,
  settings: EcsSettings,
  extras: Extras,
  enrichment?: Enrichment,
): string {
  const record = raw.fields ?? fieldsOf(raw.value);
  const isPlain = raw.isPlain === true;
  const json = new JsonWriter(true);
  const text = textReader(isPlain);
  const request = readRequest(record, isPlain);
  const response = readResponse(record, isPlain);
  const { payloads: form } = settings;
  const draft: Draft = { record, json, text, request, response, form, source, extras, enrichment };
  const kind = settings.kinds.of(record);
  const session = settings.sessions.of(record, fallbackName(draft));
  const origin = session.origin(record, settings.isAgentParsed);
  const tls = readTls(record.tlsDetails);
  const window = objectOf(otherField(record, "timeWindow"));
  const eventTime = eventTimestamp(record.eventTime);

  const time = eventTime ?? timestamp(isoTimeOf(window.windowStart) ?? fileTimeOf(source));
  if (time) json.add(time);
  if (extras.provenance.length > 0) {
    json.putJson(PROVENANCE, JSON.stringify(provenanceObject(extras.provenance)));
  }
  json.add(kind.action(documentOutcome(record, kind)));
  writeOccurrence(draft, window);
  if (tls.member) json.add(tls.member);
  writeCaller(origin, tls, draft);
  if (kind.isBare) json.begin(kind.placeAndNamespace);
  else json.add(kind.placeAndNamespace);
  if (origin.actor.identity) json.add(origin.actor.identity);
  writeCloudTrail(draft, tls, eventTime !== null);
  return json.finish("}}}");
}

/** `UserAuthentication` events name the user there. */
function fallbackName({ record, text }: Draft): string | undefined {
  if (record.eventName !== "UserAuthentication") return undefined;
  return text(objectOf(record.additionalEventData).UserName);
}

/** About when a record without a readable time happened: a data stream takes nothing without `@timestamp`. */
function fileTimeOf({ key, receivedMs }: RecordSource): string | undefined {
  return logFileTimeOf(key) ?? arrivalOf(receivedMs);
}

/** Writes the groups from `source` to `related`, and opens `cloud` with its account. */
function writeCaller(origin: Origin, tls: Tls, draft: Draft): void {
  const { json, record, text, enrichment } = draft;
  const named = readNamed(draft, tls);
  const { accountId } = origin.actor;
  const isAlone = named === NOBODY_ELSE && enrichment === undefined;
  if (isAlone) json.append(origin.alone);
  else writeOrigin(origin, named, json, enrichment);
  if (isAlone && accountId !== undefined) return;
  const recipientId = recipientOf(record, text);
  const id = accountId ?? recipientId;
  beginCloud(json, id, enrichment && accountName(id === recipientId, enrichment));
}
