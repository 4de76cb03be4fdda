import { flat, keyOf } from "../json-key.ts";
import { isObject, type JsonObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import {
  elsewhere,
  fieldRules,
  nested,
  type Output,
  otherShape,
  text,
  type WriteValue,
  writeFields,
} from "./field-rules.ts";
import type { ReadText } from "./texts.ts";
import { isoTimeOf } from "./times.ts";
import { withoutEmpty } from "./values.ts";

/** `aws.cloudtrail.user_identity.*`. */

interface IdentityOutput extends Output {
  /** The session issuer's name is in `user.name`; the caller's own, where there is one, is not. */
  readonly isNamedByIssuer: boolean;
}

const issuer = fieldRules<IdentityOutput>([
  ["type", "type", text],
  ["principalId", "principal_id", text],
  ["arn", "arn", text],
  ["accountId", "account_id", text],
  [
    "userName",
    "user_name",
    (value, name, output) => {
      if (!output.isNamedByIssuer) text(value, name, output);
    },
  ],
]);

const webIdFederation = fieldRules<IdentityOutput>([
  ["federatedProvider", "federated_provider", text],
  // The identity provider names these: they stay as they are.
  [
    "attributes",
    "attributes",
    (value, name, output) => {
      if (!isObject(value)) return otherShape(value, name, output);
      const attributes = withoutEmpty(value);
      if (attributes !== undefined) output.json.putJson(name.json, JSON.stringify(attributes));
    },
  ],
]);

/** Attributes beside the two that are written one level up, should there be any, stay together. */
const attributes = {
  ...fieldRules<IdentityOutput>([
    ["creationDate", "creation_date", elsewhere],
    ["mfaAuthenticated", "mfa_authenticated", elsewhere],
  ]),
  names: new Set<string>(),
};

const session = fieldRules<IdentityOutput>(
  [
    ["attributes", "attributes", nested(attributes)],
    ["sessionIssuer", "session_issuer", nested(issuer)],
    ["webIdFederationData", "web_id_federation_data", nested(webIdFederation)],
    ["sourceIdentity", "source_identity", text],
    ["ec2RoleDelivery", "ec2_role_delivery", text],
    ["assumedRoot", "assumed_root", text],
    ["signInSessionArn", "sign_in_session_arn", text],
  ],
  ["creation_date", "creation_date_text", "mfa_authenticated"],
);

const CREATION_DATE = keyOf("creation_date");
const CREATION_DATE_TEXT = keyOf("creation_date_text");
const MFA_AUTHENTICATED = keyOf("mfa_authenticated");

/** Two attributes are written one level up, as Elastic does. */
const sessionContext: WriteValue<IdentityOutput> = (value, name, output) => {
  if (!isObject(value)) return otherShape(value, name, output);
  const { json, text } = output;
  json.open(name.object);
  writeFields(value, session, output);
  if (isObject(value.attributes)) {
    const { creationDate, mfaAuthenticated } = value.attributes;
    const created = isoTimeOf(creationDate);
    if (created !== undefined) json.put(CREATION_DATE, created);
    else json.put(CREATION_DATE_TEXT, text(creationDate));
    json.put(MFA_AUTHENTICATED, text(mfaAuthenticated));
  }
  json.close();
};

const inScopeOf = fieldRules<IdentityOutput>([
  ["issuerType", "issuer_type", text],
  ["credentialsIssuedTo", "credentials_issued_to", text],
  ["sourceArn", "source_arn", text],
  ["sourceAccount", "source_account", text],
]);

const onBehalfOf = fieldRules<IdentityOutput>([
  ["userId", "user_id", text],
  ["identityStoreArn", "identity_store_arn", text],
]);

const invokedByDelegate = fieldRules<IdentityOutput>([["accountId", "account_id", text]]);

const userIdentity = fieldRules<IdentityOutput>([
  ["type", "type", text],
  ["arn", "arn", text],
  ["principalId", "principal_id", text],
  ["accessKeyId", "access_key_id", text],
  ["accountId", "account_id", elsewhere],
  [
    "userName",
    "user_name",
    (value, name, output) => {
      if (output.isNamedByIssuer) text(value, name, output);
    },
  ],
  ["invokedBy", "invoked_by", text],
  ["invokedByDelegate", "invoked_by_delegate", nested(invokedByDelegate)],
  ["credentialId", "credential_id", text],
  ["identityProvider", "identity_provider", text],
  ["inScopeOf", "in_scope_of", nested(inScopeOf)],
  ["onBehalfOf", "on_behalf_of", nested(onBehalfOf)],
  ["sessionContext", "session_context", sessionContext],
]);

/** The whole object as JSON; undefined when nothing is left of it. */
export function identityFields(
  identity: JsonObject,
  isNamedByIssuer: boolean,
  text: ReadText,
): string | undefined {
  const json = new JsonWriter(true);
  writeFields(identity, userIdentity, { json, text, isNamedByIssuer });
  const fields = json.finish();
  return fields === "{}" ? undefined : flat(fields);
}
