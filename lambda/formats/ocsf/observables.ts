import type { Draft } from "./draft.ts";
import { K } from "./keys.ts";

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
  write('{"name":"src_endpoint.ip","type":"IP Address","type_id":2,', sourceIp, draft);
  write('{"name":"src_endpoint.domain","type":"Hostname","type_id":1,', sourceDomain, draft);
  write('{"name":"actor.user.name","type":"User Name","type_id":4,', actorName, draft);
  if (edition.hasCredentials) {
    write('{"name":"actor.user.credential_uid","type":"User Credential ID","type_id":19,', credential, draft);
  }
  write('{"name":"user.name","type":"User Name","type_id":4,', userName, draft);
  for (const uid of resources) {
    write('{"name":"resources.uid","type":"Resource UID","type_id":10,', uid, draft);
  }
  json.close("]");
}

/** `start` ends with a comma: the value is the last member. */
function write(start: string, value: string | undefined, { json }: Draft): void {
  if (value === undefined) return;
  json.open(start);
  json.put(K.value, value);
  json.close();
}
