import { join, put, putJson } from "./json-text.ts";
import { parseIso, rfc3339 } from "./timestamps.ts";
import type { Unmapped } from "./unmapped.ts";
import { isObject } from "./values.ts";

const SESSION_FIELDS = new Set(["attributes", "sessionIssuer", "signInSessionArn", "webIdFederationData"]);
const ATTRIBUTE_FIELDS = new Set(["creationDate", "mfaAuthenticated"]);
const ISSUER_FIELDS = new Set(["arn", "type", "userName", "principalId", "accountId"]);
const FEDERATION_FIELDS = new Set(["federatedProvider"]);

/** Members of `actor.session`, and the identity provider's name: the one given, else the federated provider. */
export function readSession(value: unknown, provider: string | undefined, unmapped: Unmapped) {
  if (!isObject(value)) {
    unmapped.keep('"userIdentity.sessionContext":', value);
    return { members: "", provider };
  }
  const uid = unmapped.take('"userIdentity.sessionContext.signInSessionArn":', value.signInSessionArn);
  const attributes = readAttributes(value.attributes, unmapped);
  const issuer = readIssuer(value.sessionIssuer, unmapped);
  const federation = readFederation(
    provider,
    '"userIdentity.sessionContext.webIdFederationData":',
    value.webIdFederationData,
    unmapped,
  );
  unmapped.keepRest("userIdentity.sessionContext.", value, SESSION_FIELDS);
  const members = put(join(put("", '"uid":', uid), attributes), '"issuer":', issuer);
  return { members, provider: federation };
}

/** The identity provider's name: the one given, else the federated provider. `key` names the field in `unmapped`. */
export function readFederation(
  provider: string | undefined,
  key: string,
  value: unknown,
  unmapped: Unmapped,
): string | undefined {
  if (!isObject(value)) {
    unmapped.keep(key, value);
    return provider;
  }
  const prefix = `${key.slice(1, -2)}.`;
  unmapped.keepRest(prefix, value, FEDERATION_FIELDS);
  return unmapped.elseTake(provider, `"${prefix}federatedProvider":`, value.federatedProvider);
}

function readAttributes(value: unknown, unmapped: Unmapped): string {
  if (!isObject(value)) {
    unmapped.keep('"userIdentity.sessionContext.attributes":', value);
    return "";
  }
  const created = readCreation(value.creationDate, unmapped);
  const mfa = value.mfaAuthenticated;
  unmapped.keepRest("userIdentity.sessionContext.attributes.", value, ATTRIBUTE_FIELDS);
  // A text in most records, a boolean in some.
  if (mfa === "false" || mfa === false) return putJson(created, '"is_mfa":', "false");
  if (mfa === "true" || mfa === true) return putJson(created, '"is_mfa":', "true");
  unmapped.keep('"userIdentity.sessionContext.attributes.mfaAuthenticated":', mfa);
  return created;
}

/** The date comes in two forms; one that `created_time_dt` does not repeat is kept as it was written. */
function readCreation(value: unknown, unmapped: Unmapped): string {
  const ms = typeof value === "string" ? parseIso(value) : undefined;
  const text = ms === undefined ? undefined : rfc3339(ms);
  if (text !== value) unmapped.keep('"userIdentity.sessionContext.attributes.creationDate":', value);
  return text === undefined ? "" : `"created_time":${ms},"created_time_dt":"${text}"`;
}

function readIssuer(value: unknown, unmapped: Unmapped): string | undefined {
  if (!isObject(value)) {
    unmapped.keep('"userIdentity.sessionContext.sessionIssuer":', value);
    return undefined;
  }
  unmapped.keep('"userIdentity.sessionContext.sessionIssuer.type":', value.type);
  unmapped.keep('"userIdentity.sessionContext.sessionIssuer.userName":', value.userName);
  unmapped.keep('"userIdentity.sessionContext.sessionIssuer.principalId":', value.principalId);
  unmapped.keep('"userIdentity.sessionContext.sessionIssuer.accountId":', value.accountId);
  unmapped.keepRest("userIdentity.sessionContext.sessionIssuer.", value, ISSUER_FIELDS);
  return unmapped.take('"userIdentity.sessionContext.sessionIssuer.arn":', value.arn);
}
