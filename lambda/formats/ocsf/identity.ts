import { readFederation, readSession, type Session } from "./session-context.ts";
import type { Unmapped } from "./unmapped.ts";
import { isObject } from "./values.ts";

/** Who made the call, as far as `userIdentity` tells. */
export interface Identity {
  /** CloudTrail's word: `IAMUser`, `AssumedRole`, … */
  readonly type?: string;
  readonly name?: string;
  readonly arn?: string;
  /** `principalId`, else the Identity Center user id. */
  readonly principal?: string;
  readonly account?: string;
  readonly accessKey?: string;
  /** Identity Center's credential id; only where there is no access key. */
  readonly credentialId?: string;
  readonly idpName?: string;
  readonly idpUid?: string;
  readonly invokedBy?: string;
  readonly session?: Session;
}

const IDENTITY_FIELDS = new Set([
  "type",
  "userName",
  "arn",
  "principalId",
  "accountId",
  "accessKeyId",
  "credentialId",
  "identityProvider",
  "onBehalfOf",
  "invokedBy",
  "sessionContext",
  "webIdFederationData",
]);
const ON_BEHALF_FIELDS = new Set(["userId", "identityStoreArn"]);

/**
 * Reads `userIdentity`. `fallbackName` is the name that `additionalEventData` tells, for an identity without one.
 * Whatever has no attribute goes to `unmapped`.
 */
export function readIdentity(value: unknown, fallbackName: string | undefined, unmapped: Unmapped): Identity {
  if (!isObject(value)) {
    unmapped.keep("userIdentity", value);
    return { name: fallbackName };
  }
  const name = unmapped.take("userIdentity.userName", value.userName) ?? fallbackName;
  const principalId = unmapped.take("userIdentity.principalId", value.principalId);
  const onBehalf = readOnBehalfOf(value.onBehalfOf, principalId, unmapped);
  const accessKey = unmapped.take("userIdentity.accessKeyId", value.accessKeyId);
  const credentialId = unmapped.elseTake(accessKey, "userIdentity.credentialId", value.credentialId);
  const provider = readFederation(
    unmapped.take("userIdentity.identityProvider", value.identityProvider),
    "userIdentity.webIdFederationData",
    value.webIdFederationData,
    unmapped,
  );
  const context = readSession(value.sessionContext, provider, unmapped);
  unmapped.keepRest("userIdentity.", value, IDENTITY_FIELDS);
  return {
    type: unmapped.take("userIdentity.type", value.type),
    name,
    arn: unmapped.take("userIdentity.arn", value.arn),
    principal: onBehalf.principal,
    account: unmapped.take("userIdentity.accountId", value.accountId),
    accessKey,
    credentialId: accessKey === undefined ? credentialId : undefined,
    idpName: context.provider,
    idpUid: onBehalf.storeArn,
    invokedBy: unmapped.take("userIdentity.invokedBy", value.invokedBy),
    session: context.session,
  };
}

function readOnBehalfOf(value: unknown, principalId: string | undefined, unmapped: Unmapped) {
  if (!isObject(value)) {
    unmapped.keep("userIdentity.onBehalfOf", value);
    return { principal: principalId };
  }
  unmapped.keepRest("userIdentity.onBehalfOf.", value, ON_BEHALF_FIELDS);
  return {
    principal: unmapped.elseTake(principalId, "userIdentity.onBehalfOf.userId", value.userId),
    storeArn: unmapped.take("userIdentity.onBehalfOf.identityStoreArn", value.identityStoreArn),
  };
}
