import type { Draft } from "./draft.ts";
import { join, putJson } from "./json-text.ts";
import { instantOf } from "./timestamps.ts";
import { isObject } from "./values.ts";

const SESSION_FIELDS = new Set(["attributes", "sessionIssuer", "signInSessionArn", "webIdFederationData"]);
const ATTRIBUTE_FIELDS = new Set(["creationDate", "mfaAuthenticated"]);
const ISSUER_FIELDS = new Set(["arn", "type", "userName", "principalId", "accountId"]);
const FEDERATION_FIELDS = new Set(["federatedProvider"]);

/** Members of `actor.session`, and the identity provider's name: the one given, else the federated provider. */
export function readSession(value: unknown, provider: string | undefined, draft: Draft) {
  const { json, unmapped } = draft;
  if (!isObject(value)) {
    unmapped.keep('"userIdentity.sessionContext":', value);
    return { members: "", provider };
  }
  const uid = unmapped.take('"userIdentity.sessionContext.signInSessionArn":', value.signInSessionArn);
  const attributes = readAttributes(value.attributes, draft);
  const issuer = readIssuer(value.sessionIssuer, draft);
  const federation = readFederation(
    provider,
    '"userIdentity.sessionContext.webIdFederationData":',
    value.webIdFederationData,
    draft,
  );
  unmapped.keepRest("userIdentity.sessionContext.", value, SESSION_FIELDS);
  const members = json.put(join(json.put("", '"uid":', uid), attributes), '"issuer":', issuer);
  return { members, provider: federation };
}

/** The identity provider's name: the one given, else the federated provider. `key` names the field in `unmapped`. */
export function readFederation(
  provider: string | undefined,
  key: string,
  value: unknown,
  { unmapped }: Draft,
): string | undefined {
  if (!isObject(value)) {
    unmapped.keep(key, value);
    return provider;
  }
  const prefix = `${key.slice(1, -2)}.`;
  unmapped.keepRest(prefix, value, FEDERATION_FIELDS);
  return unmapped.elseTake(provider, `"${prefix}federatedProvider":`, value.federatedProvider);
}

function readAttributes(value: unknown, draft: Draft): string {
  const { unmapped } = draft;
  if (!isObject(value)) {
    unmapped.keep('"userIdentity.sessionContext.attributes":', value);
    return "";
  }
  const created = readCreation(value.creationDate, draft);
  const mfa = value.mfaAuthenticated;
  unmapped.keepRest("userIdentity.sessionContext.attributes.", value, ATTRIBUTE_FIELDS);
  // A text in most records, a boolean in some.
  if (mfa === "false" || mfa === false) return putJson(created, '"is_mfa":', "false");
  if (mfa === "true" || mfa === true) return putJson(created, '"is_mfa":', "true");
  unmapped.keep('"userIdentity.sessionContext.attributes.mfaAuthenticated":', mfa);
  return created;
}

/** The date comes in two forms; one that `created_time_dt` does not repeat is kept as it was written. */
function readCreation(value: unknown, { unmapped }: Draft): string {
  const instant = typeof value === "string" ? instantOf(value) : undefined;
  if ((instant?.text ?? undefined) !== value)
    unmapped.keep('"userIdentity.sessionContext.attributes.creationDate":', value);
  return instant ? `"created_time":${instant.ms},"created_time_dt":"${instant.text}"` : "";
}

function readIssuer(value: unknown, { unmapped }: Draft): string | undefined {
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
