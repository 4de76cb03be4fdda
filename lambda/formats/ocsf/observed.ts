import { lastMember } from "../json-key.ts";
import type { Draft } from "./draft.ts";
import type { Origin } from "./session.ts";

const USER_NAME = lastMember('{"name":"user.name","type":"User Name","type_id":4,"value":"');
const RESOURCE = lastMember('{"name":"resources.uid","type":"Resource UID","type_id":10,"value":"');

/** Writes the members of an origin and `observables`, in which others may be. */
export function writeObserved(
  { members, observables, alone }: Origin,
  userName: string | undefined,
  resources: readonly string[],
  { json }: Draft,
): void {
  if (userName === undefined && resources.length === 0) {
    json.append(alone);
    return;
  }
  json.append(members);
  json.open('"observables":[');
  if (observables !== "") json.raw(observables.slice(1));
  json.putAt(USER_NAME, userName);
  for (const uid of resources.length > 1 ? new Set(resources) : resources) json.putAt(RESOURCE, uid);
  json.close("]");
}
