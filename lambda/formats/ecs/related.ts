import type { JsonWriter } from "../json-writer.ts";
import type { Actor } from "./actor.ts";
import type { Named } from "./named.ts";
import { relatedUsers } from "./related-users.ts";
import type { SourceAddress } from "./source-fields.ts";
import { TextList } from "./text-list.ts";

/** `related.*`: everybody and everything that a record names. */

/** Writes the group, if anything is in it. */
export function writeRelated(
  { who }: Actor,
  named: Named,
  source: SourceAddress | undefined,
  json: JsonWriter,
): void {
  json.open('"related":{');
  const users = relatedUsers(who, named.targets);
  const addresses = new TextList();
  addresses.add(source?.ip);
  addresses.add(named.address);
  const hosts = new TextList();
  hosts.add(named.askedHost);
  hosts.add(source?.foreignHost);
  for (const host of named.hosts) hosts.add(host);
  for (const members of [users, addresses.print("ip"), hosts.print("hosts")])
    if (members !== undefined) json.raw(members);
  json.close();
}
