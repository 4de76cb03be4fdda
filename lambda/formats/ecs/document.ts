import type { Enrichment, RawRecord, RecordSource } from "../../types.ts";
import { type Extras, PROVENANCE_NAMESPACE, provenanceObject } from "../envelope.ts";
import { keyOf, pieceOf } from "../json-key.ts";
import { objectOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { type Actor, namedActor, putUser } from "./actor.ts";
import { writeCloud } from "./cloud-fields.ts";
import { writeCloudTrail } from "./cloudtrail-fields.ts";
import type { Draft, EcsSettings } from "./draft.ts";
import { writeEvent } from "./event-fields.ts";
import { writeRelated } from "./related.ts";
import { writeSource } from "./source-fields.ts";
import { textReader } from "./texts.ts";
import { arrivalOf, isoTimeOf, logFileTimeOf } from "./times.ts";
import { readTls } from "./tls.ts";
import { namesSomebody, type Targets } from "./user.ts";
import { userAgentMember } from "./user-agent.ts";

/** The schema version that Elastic's pipeline names. */
export const ECS_VERSION = "8.11.0";

const TIMESTAMP = keyOf("@timestamp");
const ECS = pieceOf(`"ecs":{"version":"${ECS_VERSION}"}`);
const USER = pieceOf('"user":');
const NAME = keyOf("name");
const ID = keyOf("id");
const PROVENANCE = pieceOf(`"${PROVENANCE_NAMESPACE}":`);

/** One record as an ECS document. What has no value is not written. */
export function ecsDocument(
  { value: record, isPlain }: RawRecord,
  source: RecordSource,
  settings: EcsSettings,
  extras: Extras,
  enrichment?: Enrichment,
): string {
  const text = textReader(isPlain === true);
  const json = new JsonWriter(true);
  const draft: Draft = { record, json, text, settings, source, extras, enrichment };
  const window = objectOf(record.timeWindow);
  const eventTime = isoTimeOf(record.eventTime);
  const actor = namedActor(settings.actors.of(record.userIdentity, text), record, text);
  const targets = readTargets(draft);
  const tls = readTls(record.tlsDetails, text);

  json.put(TIMESTAMP, eventTime ?? isoTimeOf(window.windowStart) ?? fileTimeOf(source));
  json.add(ECS);
  writeEvent(draft, window);
  writeCloud(draft, actor);
  const address = writeSource(draft);
  writeUser(draft, actor, targets);
  writeGroup(draft);
  json.open('"service":{');
  json.put(NAME, actor.service);
  json.close();
  const userAgent = userAgentMember(record.userAgent, settings.isAgentParsed);
  if (userAgent) json.add(userAgent);
  if (tls.member) json.add(tls.member);
  writeRelated(draft, actor, targets, address, tls);
  writeCloudTrail(draft, actor, eventTime !== undefined);
  if (extras.provenance.length > 0) {
    json.putJson(PROVENANCE, JSON.stringify(provenanceObject(extras.provenance)));
  }
  return json.finish();
}

/** About when a record without a readable time happened: a data stream takes nothing without `@timestamp`. */
function fileTimeOf({ key, receivedMs }: RecordSource): string | undefined {
  return logFileTimeOf(key) ?? arrivalOf(receivedMs);
}

function readTargets({ record, text }: Draft): Targets {
  const parameters = objectOf(record.requestParameters);
  return {
    name: text(parameters.userName),
    id: text(objectOf(objectOf(record.responseElements).user).userId),
    newName: text(parameters.newUserName),
  };
}

function writeUser({ json }: Draft, actor: Actor, targets: Targets): void {
  if (!namesSomebody(targets)) {
    if (actor.user !== undefined) json.putJson(USER, actor.user);
    return;
  }
  json.open('"user":{');
  putUser(json, actor.who);
  json.open('"target":{');
  json.put(NAME, targets.name);
  json.put(ID, targets.id);
  json.close();
  json.open('"changes":{');
  json.put(NAME, targets.newName);
  json.close();
  json.close();
}

function writeGroup({ record, json, text }: Draft): void {
  json.open('"group":{');
  json.put(NAME, text(objectOf(record.requestParameters).groupName));
  json.put(ID, text(objectOf(objectOf(record.responseElements).group).groupId));
  json.close();
}
