import { isIpAddress } from "../ip-address.ts";
import { pieceOf } from "../json-key.ts";
import { arrayOf, isObject, type JsonObject, objectOf } from "../json-value.ts";
import type { Actor } from "./actor.ts";
import type { Draft } from "./draft.ts";
import { relatedUsers } from "./related-users.ts";
import type { SourceAddress } from "./source-fields.ts";
import { TextList } from "./text-list.ts";
import type { ReadText } from "./texts.ts";
import type { Tls } from "./tls.ts";
import { namesSomebody, type Targets } from "./user.ts";

/** `related.*`: everybody and everything that a record names. */

const RELATED = pieceOf('"related":{');

/** Writes the group, if anything is in it. */
export function writeRelated(
  draft: Draft,
  actor: Actor,
  targets: Targets,
  source: SourceAddress,
  tls: Tls,
): void {
  const { json } = draft;
  const users = namesSomebody(targets) ? relatedUsers(actor.who, targets) : actor.related;
  const addresses = relatedAddresses(source, draft);
  const hosts = relatedHosts(source, tls, draft);
  if ((users ?? addresses ?? source.related ?? hosts) === undefined) return;
  json.begin(RELATED);
  if (users !== undefined) json.raw(users);
  if (addresses !== undefined) json.raw(addresses);
  else if (source.related !== undefined) json.add(source.related);
  if (hosts !== undefined) json.raw(hosts);
  json.close();
}

/** `related.ip` where the record states an address beside the source; else undefined. */
function relatedAddresses({ ip }: SourceAddress, { record, text }: Draft): string | undefined {
  if (!isObject(record.serviceEventDetails)) return undefined;
  const stated = text(record.serviceEventDetails.sourceIpAddress);
  if (stated === undefined || !isIpAddress(stated)) return undefined;
  const addresses = new TextList();
  addresses.add(ip);
  addresses.add(stated);
  return addresses.print("ip");
}

/** `related.hosts`: foreign host names and EC2 instance ids, in Elastic's order, each once; undefined without any. */
function relatedHosts(source: SourceAddress, tls: Tls, { record, text }: Draft): string | undefined {
  const hosts = new TextList();
  const parameters = objectOf(record.requestParameters);
  hosts.add(tls.foreignHost);
  hosts.add(source.foreignHost);
  hosts.add(text(parameters.computerName));
  for (const resource of arrayOf(record.resources)) {
    const arn = isObject(resource) ? resource.ARN : undefined;
    if (typeof arn !== "string" || !arn.includes(":instance/")) continue;
    addInstance(hosts, arn.slice(arn.lastIndexOf("/") + 1), text);
  }
  addInstancesOf(hosts, parameters, text);
  addInstancesOf(hosts, objectOf(record.responseElements), text);
  return hosts.print("hosts");
}

function addInstancesOf(hosts: TextList, payload: JsonObject, text: ReadText): void {
  addInstance(hosts, payload.instanceId, text);
  addInstance(hosts, payload.target, text);
  addInstance(hosts, payload.resourceId, text);
  for (const id of arrayOf(payload.instanceIds)) addInstance(hosts, id, text);
  for (const item of arrayOf(objectOf(payload.instancesSet).items)) {
    if (isObject(item)) addInstance(hosts, item.instanceId, text);
  }
}

function addInstance(hosts: TextList, id: unknown, text: ReadText): void {
  if (typeof id === "string" && id.length >= 10 && id.startsWith("i-")) hosts.add(text(id));
}
