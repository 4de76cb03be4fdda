import { lastMember } from "../json-key.ts";
import type { JsonWriter } from "../json-writer.ts";
import type { Edition } from "./editions.ts";

const SOURCE_IP = lastMember('{"name":"src_endpoint.ip","type":"IP Address","type_id":2,"value":"');
const SOURCE_DOMAIN = lastMember('{"name":"src_endpoint.domain","type":"Hostname","type_id":1,"value":"');
const ACTOR_NAME = lastMember('{"name":"actor.user.name","type":"User Name","type_id":4,"value":"');
const CREDENTIAL = lastMember(
  '{"name":"actor.user.credential_uid","type":"User Credential ID","type_id":19,"value":"',
);

/** Values of an origin that are repeated in `observables`, so that a search finds them in any event. */
export interface Observed {
  readonly sourceIp?: string;
  readonly sourceDomain?: string;
  readonly actorName?: string;
  readonly credential?: string;
}

/** Writes entries, one for each value. The names are attribute paths of the class. */
export function observe(observed: Observed, json: JsonWriter, edition: Edition): void {
  const { sourceIp, sourceDomain, actorName, credential } = observed;
  json.putAt(SOURCE_IP, sourceIp);
  json.putAt(SOURCE_DOMAIN, sourceDomain);
  json.putAt(ACTOR_NAME, actorName);
  if (edition.hasCredentials) json.putAt(CREDENTIAL, credential);
}
