import { type Instant, instantOf } from "./timestamps.ts";
import type { Unmapped } from "./unmapped.ts";
import { isObject } from "./values.ts";

/** The session of a caller; at least one field is set. */
export interface Session {
  readonly uid?: string;
  readonly created?: Instant;
  readonly isMfa?: boolean;
  readonly issuer?: string;
}

interface Attributes {
  readonly created?: Instant;
  readonly isMfa?: boolean;
}

const SESSION_FIELDS = new Set(["attributes", "sessionIssuer", "signInSessionArn", "webIdFederationData"]);
const ATTRIBUTE_FIELDS = new Set(["creationDate", "mfaAuthenticated"]);
const ISSUER_FIELDS = new Set(["arn", "type", "userName", "principalId", "accountId"]);
const FEDERATION_FIELDS = new Set(["federatedProvider"]);
const NO_ATTRIBUTES: Attributes = {};

/** Reads `sessionContext`: the session, and the identity provider's name: the one given, else the federated provider. */
export function readSession(
  value: unknown,
  provider: string | undefined,
  unmapped: Unmapped,
): { readonly session?: Session; readonly provider?: string } {
  if (!isObject(value)) {
    unmapped.keep("userIdentity.sessionContext", value);
    return { provider };
  }
  const uid = unmapped.take("userIdentity.sessionContext.signInSessionArn", value.signInSessionArn);
  const { created, isMfa } = readAttributes(value.attributes, unmapped);
  const issuer = readIssuer(value.sessionIssuer, unmapped);
  const federation = readFederation(
    provider,
    "userIdentity.sessionContext.webIdFederationData",
    value.webIdFederationData,
    unmapped,
  );
  unmapped.keepRest("userIdentity.sessionContext.", value, SESSION_FIELDS);
  const isEmpty = uid === undefined && created === undefined && isMfa === undefined && issuer === undefined;
  return { session: isEmpty ? undefined : { uid, created, isMfa, issuer }, provider: federation };
}

/** The identity provider's name: the one given, else the federated provider. `path` names the field in `unmapped`. */
export function readFederation(
  provider: string | undefined,
  path: string,
  value: unknown,
  unmapped: Unmapped,
): string | undefined {
  if (!isObject(value)) {
    unmapped.keep(path, value);
    return provider;
  }
  unmapped.keepRest(`${path}.`, value, FEDERATION_FIELDS);
  return unmapped.elseTake(provider, `${path}.federatedProvider`, value.federatedProvider);
}

function readAttributes(value: unknown, unmapped: Unmapped): Attributes {
  if (!isObject(value)) {
    unmapped.keep("userIdentity.sessionContext.attributes", value);
    return NO_ATTRIBUTES;
  }
  const { creationDate, mfaAuthenticated } = value;
  const created = typeof creationDate === "string" ? (instantOf(creationDate) ?? undefined) : undefined;
  // The date comes in two forms; one that `created_time_dt` does not repeat is kept as it was written.
  if (created?.text !== creationDate)
    unmapped.keep("userIdentity.sessionContext.attributes.creationDate", creationDate);
  const isMfa = booleanOf(mfaAuthenticated);
  if (isMfa === undefined)
    unmapped.keep("userIdentity.sessionContext.attributes.mfaAuthenticated", mfaAuthenticated);
  unmapped.keepRest("userIdentity.sessionContext.attributes.", value, ATTRIBUTE_FIELDS);
  return { created, isMfa };
}

/** A text in most records, a boolean in some. */
function booleanOf(value: unknown): boolean | undefined {
  if (value === "false" || value === false) return false;
  return value === "true" || value === true ? true : undefined;
}

function readIssuer(value: unknown, unmapped: Unmapped): string | undefined {
  if (!isObject(value)) {
    unmapped.keep("userIdentity.sessionContext.sessionIssuer", value);
    return undefined;
  }
  unmapped.keep("userIdentity.sessionContext.sessionIssuer.type", value.type);
  unmapped.keep("userIdentity.sessionContext.sessionIssuer.userName", value.userName);
  unmapped.keep("userIdentity.sessionContext.sessionIssuer.principalId", value.principalId);
  unmapped.keep("userIdentity.sessionContext.sessionIssuer.accountId", value.accountId);
  unmapped.keepRest("userIdentity.sessionContext.sessionIssuer.", value, ISSUER_FIELDS);
  return unmapped.take("userIdentity.sessionContext.sessionIssuer.arn", value.arn);
}
