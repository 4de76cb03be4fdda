import type { Draft } from "./draft.ts";
import type { Identity } from "./identity.ts";
import { K, P } from "./keys.ts";

/** What of an actor is repeated among the observables. */
export interface Actor {
  /** The user's name, where the record tells one. */
  readonly userName?: string;
  readonly credential?: string;
}

const NOBODY: Actor = {};

/**
 * Writes `actor`. OCSF wants a user to have a name, a uid or an account: without any of them the principal stands in as
 * the name; else an actor known by its session or by the service it acts through goes without a user; else the name is
 * `Unknown`. An identity that says nothing gives no actor, unless the class requires one.
 */
export function writeActor(identity: Identity, isRequired: boolean, draft: Draft): Actor {
  const { json, unmapped, edition } = draft;
  const { arn, account, principal, invokedBy, session } = identity;
  const name = identity.name ?? (arn === undefined && account === undefined ? principal : undefined);
  const hasUser = name !== undefined || arn !== undefined || account !== undefined;
  const hasSubstitute = invokedBy !== undefined || session !== undefined;
  const credential = identity.accessKey ?? identity.credentialId;

  json.open('"actor":{');
  if (hasUser) {
    writeUser(identity, name, credential, draft);
  } else if (hasSubstitute) {
    unmapped.keep("userIdentity.type", identity.type);
    unmapped.keep("userIdentity.accessKeyId", identity.accessKey);
    unmapped.keep("userIdentity.credentialId", identity.credentialId);
  } else if (isRequired || saysSomething(identity)) {
    writeUser(identity, "Unknown", credential, draft);
  }
  if (session) {
    json.open('"session":{');
    json.put(K.uid, session.uid);
    const { created } = session;
    if (created) json.raw(`"created_time":${created.ms},"created_time_dt":"${created.text}"`);
    if (session.isMfa !== undefined) json.raw(session.isMfa ? '"is_mfa":true' : '"is_mfa":false');
    json.put(K.issuer, session.issuer);
    json.close();
  }
  json.put(K.invokedBy, invokedBy);
  if (edition.hasAppName) json.put(K.appName, invokedBy);
  json.open('"idp":{');
  json.put(K.name, identity.idpName);
  json.put(K.uid, identity.idpUid);
  json.close();
  json.close();
  if (hasUser) return { userName: name, credential };
  return hasSubstitute ? NOBODY : { credential };
}

function writeUser(
  identity: Identity,
  name: string | undefined,
  credential: string | undefined,
  { json, edition }: Draft,
): void {
  json.open('"user":{');
  json.put(K.type, identity.type);
  json.put(K.name, name);
  json.put(K.uid, identity.arn);
  json.put(K.uidAlt, identity.principal);
  json.putAt(P.account, identity.account);
  json.put(K.credentialUid, credential);
  if (credential !== undefined && edition.hasCredentials) {
    json.open('"programmatic_credentials":[');
    json.open("{");
    json.put(K.uid, credential);
    json.raw(identity.accessKey === undefined ? '"type":"Credential"' : '"type":"Access Key"');
    json.close();
    json.close("]");
  }
  json.close();
}

/** Whether any field is left that only an actor can carry. */
function saysSomething({ type, accessKey, credentialId, idpName, idpUid }: Identity): boolean {
  return (type ?? accessKey ?? credentialId ?? idpName ?? idpUid) !== undefined;
}
