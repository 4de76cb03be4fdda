import { isoTime } from "../event-time.ts";
import { isObject, setOwn } from "../json-value.ts";
import {
  applyRules,
  elsewhere,
  fieldRules,
  nested,
  type OutputObject,
  text,
  WRONG_SHAPE,
} from "./field-rules.ts";
import { ecsText, inSnakeCase, withoutEmpty } from "./values.ts";

/** `aws.cloudtrail.user_identity.*`. */

export interface IdentityContext {
  /** The session issuer's name is in `user.name`; the caller's own, where there is one, is not. */
  readonly isNamedByIssuer: boolean;
}

const issuer = fieldRules<IdentityContext>([
  ["type", "type", text],
  ["principalId", "principal_id", text],
  ["arn", "arn", text],
  ["accountId", "account_id", text],
  ["userName", "user_name", (value, { isNamedByIssuer }) => (isNamedByIssuer ? undefined : ecsText(value))],
]);

const webIdFederation = fieldRules<IdentityContext>([
  ["federatedProvider", "federated_provider", text],
  // The identity provider names these: they stay as they are.
  ["attributes", "attributes", (value) => (isObject(value) ? withoutEmpty(value) : WRONG_SHAPE)],
]);

const session = fieldRules<IdentityContext>(
  [
    ["attributes", "attributes", otherAttributes],
    ["sessionIssuer", "session_issuer", nested(issuer)],
    ["webIdFederationData", "web_id_federation_data", nested(webIdFederation)],
    ["sourceIdentity", "source_identity", text],
    ["ec2RoleDelivery", "ec2_role_delivery", text],
    ["assumedRoot", "assumed_root", text],
    ["signInSessionArn", "sign_in_session_arn", text],
  ],
  ["creation_date", "creation_date_text", "mfa_authenticated"],
);

const inScopeOf = fieldRules<IdentityContext>([
  ["issuerType", "issuer_type", text],
  ["credentialsIssuedTo", "credentials_issued_to", text],
  ["sourceArn", "source_arn", text],
  ["sourceAccount", "source_account", text],
]);

const onBehalfOf = fieldRules<IdentityContext>([
  ["userId", "user_id", text],
  ["identityStoreArn", "identity_store_arn", text],
]);

const invokedByDelegate = fieldRules<IdentityContext>([["accountId", "account_id", text]]);

export const userIdentity = fieldRules<IdentityContext>([
  ["type", "type", text],
  ["arn", "arn", text],
  ["principalId", "principal_id", text],
  ["accessKeyId", "access_key_id", text],
  ["accountId", "account_id", elsewhere],
  ["userName", "user_name", (value, { isNamedByIssuer }) => (isNamedByIssuer ? ecsText(value) : undefined)],
  ["invokedBy", "invoked_by", text],
  ["invokedByDelegate", "invoked_by_delegate", nested(invokedByDelegate)],
  ["credentialId", "credential_id", text],
  ["identityProvider", "identity_provider", text],
  ["inScopeOf", "in_scope_of", nested(inScopeOf)],
  ["onBehalfOf", "on_behalf_of", nested(onBehalfOf)],
  ["sessionContext", "session_context", sessionContext],
]);

/** Two attributes are written one level up, as Elastic does. */
function sessionContext(value: unknown, context: IdentityContext): unknown {
  if (!isObject(value)) return WRONG_SHAPE;
  const output = applyRules(value, session, context);
  if (!isObject(value.attributes)) return output;
  const { creationDate, mfaAuthenticated } = value.attributes;
  const hoisted: OutputObject = output ?? {};
  const created = isoTime(creationDate);
  if (created !== undefined) hoisted.creation_date = created;
  else hoisted.creation_date_text = ecsText(creationDate);
  hoisted.mfa_authenticated = ecsText(mfaAuthenticated);
  for (const name in hoisted) if (hoisted[name] !== undefined) return hoisted;
  return undefined;
}

/** Attributes beside the two, should there be any, stay together. */
function otherAttributes(value: unknown): unknown {
  if (!isObject(value)) return WRONG_SHAPE;
  let others: OutputObject | undefined;
  for (const name in value) {
    if (name === "creationDate" || name === "mfaAuthenticated") continue;
    others ??= {};
    setOwn(others, name, value[name]);
  }
  return inSnakeCase(others ?? null);
}
