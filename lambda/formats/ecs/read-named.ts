import { isIpAddress } from "../ip-address.ts";
import { arrayOf, isObject, type JsonObject, objectOf } from "../json-value.ts";
import type { Draft } from "./draft.ts";
import { type Named, NOBODY_ELSE } from "./named.ts";
import type { ReadText } from "./texts.ts";
import type { Tls } from "./tls.ts";
import { namesSomebody } from "./user.ts";

const NO_HOSTS: readonly string[] = [];

/** Reads whom and what a record names: `NOBODY_ELSE` itself for the many that name nobody. */
export function readNamed(draft: Draft, { foreignHost }: Tls): Named {
  const { record, request, response, text } = draft;
  const isLookedInto =
    request?.value !== undefined ||
    response?.value !== undefined ||
    foreignHost !== undefined ||
    isObject(record.serviceEventDetails);
  const instances = instancesIn(record.resources, text);
  if (!isLookedInto && instances.length === 0) return NOBODY_ELSE;
  const parameters = objectOf(request?.value);
  const answer = objectOf(response?.value);
  const named = {
    targets: {
      name: text(parameters.userName),
      id: text(objectOf(answer.user).userId),
      newName: text(parameters.newUserName),
    },
    groupName: text(parameters.groupName),
    groupId: text(objectOf(answer.group).groupId),
    address: statedAddress(record.serviceEventDetails, text),
    askedHost: foreignHost,
    hosts: hostsIn(parameters, instances, answer, text),
  };
  return isNobody(named) ? NOBODY_ELSE : named;
}

function isNobody({ targets, groupName, groupId, address, askedHost, hosts }: Named): boolean {
  const hasOther = (groupName ?? groupId ?? address ?? askedHost) !== undefined;
  return !hasOther && hosts.length === 0 && !namesSomebody(targets);
}

function statedAddress(details: unknown, text: ReadText): string | undefined {
  const stated = text(objectOf(details).sourceIpAddress);
  return stated !== undefined && isIpAddress(stated) ? stated : undefined;
}

/** Instances among the resources. */
function instancesIn(resources: unknown, text: ReadText): readonly string[] {
  if (!Array.isArray(resources)) return NO_HOSTS;
  let instances: string[] | undefined;
  for (const resource of resources) {
    const arn = isObject(resource) ? resource.ARN : undefined;
    if (typeof arn !== "string" || !arn.includes(":instance/")) continue;
    instances ??= [];
    addInstance(instances, arn.slice(arn.lastIndexOf("/") + 1), text);
  }
  return instances ?? NO_HOSTS;
}

function hostsIn(
  parameters: JsonObject,
  instances: readonly string[],
  answer: JsonObject,
  text: ReadText,
): readonly string[] {
  const hosts: string[] = [];
  const computer = text(parameters.computerName);
  if (computer !== undefined) hosts.push(computer);
  hosts.push(...instances);
  addInstancesOf(hosts, parameters, text);
  addInstancesOf(hosts, answer, text);
  return hosts;
}

function addInstancesOf(hosts: string[], payload: JsonObject, text: ReadText): void {
  addInstance(hosts, payload.instanceId, text);
  addInstance(hosts, payload.target, text);
  addInstance(hosts, payload.resourceId, text);
  for (const id of arrayOf(payload.instanceIds)) addInstance(hosts, id, text);
  for (const item of arrayOf(objectOf(payload.instancesSet).items)) {
    if (isObject(item)) addInstance(hosts, item.instanceId, text);
  }
}

function addInstance(hosts: string[], id: unknown, text: ReadText): void {
  if (typeof id !== "string" || id.length < 10 || !id.startsWith("i-")) return;
  const host = text(id);
  if (host !== undefined) hosts.push(host);
}
