import { isoTime } from "../event-time.ts";
import { isObject } from "../json-value.ts";
import type { JsonWriter } from "../json-writer.ts";
import { elsewhere, fieldRules, nested, text } from "./field-rules.ts";
import { ecsJson, ecsSnakeJson, ecsText } from "./values.ts";

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
  [
    "userName",
    "user_name",
    (writer, key, value, { isNamedByIssuer }) => isNamedByIssuer || text(writer, key, value),
  ],
]);

const webIdFederation = fieldRules<IdentityContext>([
  ["federatedProvider", "federated_provider", text],
  // The identity provider names these: they stay as they are.
  ["attributes", "attributes", wholeObject],
]);

const session = fieldRules<IdentityContext>(
  [
    ["attributes", "attributes", sessionAttributes],
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
  [
    "userName",
    "user_name",
    (writer, key, value, { isNamedByIssuer }) => !isNamedByIssuer || text(writer, key, value),
  ],
  ["invokedBy", "invoked_by", text],
  ["invokedByDelegate", "invoked_by_delegate", nested(invokedByDelegate)],
  ["credentialId", "credential_id", text],
  ["identityProvider", "identity_provider", text],
  ["inScopeOf", "in_scope_of", nested(inScopeOf)],
  ["onBehalfOf", "on_behalf_of", nested(onBehalfOf)],
  ["sessionContext", "session_context", nested(session)],
]);

/** Two attributes are written one level up, as Elastic does; others, should there be any, stay together. */
function sessionAttributes(writer: JsonWriter, key: string, value: unknown): boolean {
  if (!isObject(value)) return false;
  const { creationDate, mfaAuthenticated, ...others } = value;
  const created = isoTime(creationDate);
  writer.text('"creation_date":', created);
  if (created === undefined) writer.text('"creation_date_text":', ecsText(creationDate));
  writer.text('"mfa_authenticated":', ecsText(mfaAuthenticated));
  writer.json(key, ecsSnakeJson(others));
  return true;
}

function wholeObject(writer: JsonWriter, key: string, value: unknown): boolean {
  if (!isObject(value)) return false;
  writer.json(key, ecsJson(value));
  return true;
}
