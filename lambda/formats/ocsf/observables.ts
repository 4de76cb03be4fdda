import { lastMember } from "../json-key.ts";
import type { Draft } from "./draft.ts";

const SOURCE_IP = lastMember('{"name":"src_endpoint.ip","type":"IP Address","type_id":2,"value":"');
const SOURCE_DOMAIN = lastMember('{"name":"src_endpoint.domain","type":"Hostname","type_id":1,"value":"');
const ACTOR_NAME = lastMember('{"name":"actor.user.name","type":"User Name","type_id":4,"value":"');
const CREDENTIAL = lastMember(
  '{"name":"actor.user.credential_uid","type":"User Credential ID","type_id":19,"value":"',
);
const USER_NAME = lastMember('{"name":"user.name","type":"User Name","type_id":4,"value":"');
const RESOURCE = lastMember('{"name":"resources.uid","type":"Resource UID","type_id":10,"value":"');

/** Values that are repeated in `observables`, so that a search finds them in any event. */
export interface Observed {
  readonly sourceIp?: string;
  readonly sourceDomain?: string;
  readonly actorName?: string;
  readonly credential?: string;
  readonly userName?: string;
  readonly resources: readonly string[];
}

/** Writes `observables`, one entry for each value. The names are attribute paths of the class. */
export function writeObservables(observed: Observed, draft: Draft): void {
  const { json, edition } = draft;
  json.open('"observables":[');
  const { sourceIp, sourceDomain, actorName, credential, userName, resources } = observed;
  json.putAt(SOURCE_IP, sourceIp);
  json.putAt(SOURCE_DOMAIN, sourceDomain);
  json.putAt(ACTOR_NAME, actorName);
  if (edition.hasCredentials) json.putAt(CREDENTIAL, credential);
  json.putAt(USER_NAME, userName);
  for (const uid of resources.length > 1 ? new Set(resources) : resources) json.putAt(RESOURCE, uid);
  json.close("]");
}
