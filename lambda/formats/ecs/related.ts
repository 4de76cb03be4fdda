import { isIpAddress } from "../ip-address.ts";
import { arrayOf, isObject, type JsonObject, objectOf } from "../json-value.ts";
import type { EcsUser } from "./user.ts";
import { ecsText } from "./values.ts";

/** Everybody the record names, in Elastic's order, each once. */
export function relatedUsers(user: EcsUser, identity: JsonObject): string[] | undefined {
  const users: string[] = [];
  addText(users, user.session);
  const at = user.session?.indexOf("@") ?? -1;
  if (at > 0) addText(users, user.session?.slice(0, at));
  addText(users, user.targetName);
  addText(users, user.newName);
  addText(users, user.targetId);
  addText(users, ecsText(identity.principalId));
  addText(users, user.id);
  addText(users, user.name);
  addText(users, ecsText(objectOf(identity.onBehalfOf).userId));
  return someOf(users);
}

/** Addresses the record names. */
export function relatedAddresses(sourceIp: string | undefined, record: JsonObject): string[] | undefined {
  const addresses: string[] = [];
  addText(addresses, sourceIp);
  const stated = ecsText(objectOf(record.serviceEventDetails).sourceIpAddress);
  if (stated !== undefined && isIpAddress(stated)) addText(addresses, stated);
  return someOf(addresses);
}

/** Hosts the record names: foreign host names and EC2 instance ids, in Elastic's order, each once. */
export function relatedHosts(
  record: JsonObject,
  parameters: JsonObject,
  serverName: string | undefined,
  address: string | undefined,
  isIp: boolean,
): string[] | undefined {
  const hosts: string[] = [];
  if (serverName !== undefined && !serverName.endsWith(".amazonaws.com")) addText(hosts, serverName);
  if (address !== undefined && !isIp && address.includes(".") && !address.includes(" ")) {
    if (!address.endsWith(".amazonaws.com")) addText(hosts, address);
  }
  addText(hosts, ecsText(parameters.computerName));
  for (const resource of arrayOf(record.resources)) {
    const arn = isObject(resource) ? resource.ARN : undefined;
    if (typeof arn !== "string" || !arn.includes(":instance/")) continue;
    addInstance(hosts, arn.slice(arn.lastIndexOf("/") + 1));
  }
  addInstancesOf(hosts, parameters);
  addInstancesOf(hosts, objectOf(record.responseElements));
  return someOf(hosts);
}

function addInstancesOf(hosts: string[], payload: JsonObject): void {
  addInstance(hosts, payload.instanceId);
  addInstance(hosts, payload.target);
  addInstance(hosts, payload.resourceId);
  for (const id of arrayOf(payload.instanceIds)) addInstance(hosts, id);
  for (const item of arrayOf(objectOf(payload.instancesSet).items)) {
    if (isObject(item)) addInstance(hosts, item.instanceId);
  }
}

function addInstance(hosts: string[], id: unknown): void {
  if (typeof id === "string" && id.length >= 10 && id.startsWith("i-")) addText(hosts, id);
}

function addText(list: string[], text: string | undefined): void {
  if (text !== undefined && !list.includes(text)) list.push(text);
}

function someOf(list: string[]): string[] | undefined {
  return list.length === 0 ? undefined : list;
}
