import type { Enrichment } from "../../types.ts";
import { flat, keyOf } from "../json-key.ts";
import { JsonWriter } from "../json-writer.ts";
import { type Actor, putUser } from "./actor.ts";
import { beginCloud } from "./cloud-fields.ts";
import { type Named, NOBODY_ELSE } from "./named.ts";
import { writeRelated } from "./related.ts";
import { type SourceAddress, sourceOf, writeSource } from "./source-fields.ts";
import { textReader } from "./texts.ts";
import { namesSomebody } from "./user.ts";
import { userAgentMember } from "./user-agent.ts";

const NAME = keyOf("name");
const ID = keyOf("id");

/** A caller at one place and with one client. */
export interface Origin {
  readonly actor: Actor;
  readonly source: SourceAddress | undefined;
  /** The groups `service` and `user_agent`. */
  readonly client: string;
  /**
   * What `writeOrigin` writes for a record that names nobody else, comma in front, and behind it `cloud` with the
   * account as far as the identity tells it.
   */
  readonly alone: string;
}

/** Reads an origin from values that it may keep. */
export function newOrigin(
  actor: Actor,
  sourceIPAddress: unknown,
  userAgent: unknown,
  isAgentParsed: boolean,
): Origin {
  const source = sourceOf(textReader(false)(sourceIPAddress));
  const client = clientMembers(actor, userAgent, isAgentParsed);
  const json = new JsonWriter(true);
  writeOrigin({ actor, source, client }, NOBODY_ELSE, json);
  if (actor.accountId !== undefined) beginCloud(json, actor.accountId);
  const members = json.members();
  return { actor, source, client, alone: members === "" ? "" : flat(`,${members}`) };
}

/** Writes who made a call and from where: the groups from `source` to `related`. */
export function writeOrigin(
  { actor, source, client }: Omit<Origin, "alone">,
  named: Named,
  json: JsonWriter,
  enrichment?: Enrichment,
): void {
  if (source !== undefined) writeSource(source, json, enrichment);
  if (client !== "") json.raw(client);
  writeUser(actor, named, json);
  writeGroup(named, json);
  writeRelated(actor, named, source, json);
}

function clientMembers({ service }: Actor, userAgent: unknown, isAgentParsed: boolean): string {
  const json = new JsonWriter(true);
  json.open('"service":{');
  json.put(NAME, service);
  json.close();
  const member = userAgentMember(userAgent, isAgentParsed);
  if (member) json.add(member);
  return flat(json.members());
}

function writeUser(actor: Actor, { targets }: Named, json: JsonWriter): void {
  json.open('"user":{');
  putUser(json, actor.who);
  if (namesSomebody(targets)) {
    json.open('"target":{');
    json.put(NAME, targets.name);
    json.put(ID, targets.id);
    json.close();
    json.open('"changes":{');
    json.put(NAME, targets.newName);
    json.close();
  }
  json.close();
}

function writeGroup({ groupName, groupId }: Named, json: JsonWriter): void {
  json.open('"group":{');
  json.put(NAME, groupName);
  json.put(ID, groupId);
  json.close();
}
