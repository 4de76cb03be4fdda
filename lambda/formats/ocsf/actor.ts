import type { Draft } from "./draft.ts";
import type { Identity } from "./identity.ts";
import { putJson, putObject } from "./json-text.ts";

/** The actor of a call: its members, and the user's name where the record tells one. */
export interface Actor {
  readonly members: string;
  readonly userName?: string;
  /** Set when the members name a credential of the user. */
  readonly credential?: string;
}

/**
 * The `actor` object. OCSF wants a user to have a name, a uid or an account: without any of them the principal stands
 * in as the name; else an actor known by its session or by the service it acts through goes without a user; else the
 * name is `Unknown`. An identity that says nothing gives no actor, unless the class requires one.
 */
export function buildActor(identity: Identity, isRequired: boolean, draft: Draft): Actor {
  const { json, unmapped, edition } = draft;
  const { arn, account, principal, invokedBy, session } = identity;
  const name = identity.name ?? (arn === undefined && account === undefined ? principal : undefined);
  const hasUser = name !== undefined || arn !== undefined || account !== undefined;
  const hasSubstitute = invokedBy !== undefined || session !== "";

  let members = "";
  if (hasUser) {
    members = putUser(identity, name, draft);
  } else if (hasSubstitute) {
    unmapped.keep('"userIdentity.type":', identity.type);
    unmapped.keep('"userIdentity.accessKeyId":', identity.accessKey);
    unmapped.keep('"userIdentity.credentialId":', identity.credentialId);
  } else if (isRequired || saysSomething(identity)) {
    members = putUser(identity, "Unknown", draft);
  } else {
    return { members: "" };
  }
  members = putObject(members, '"session":', session);
  members = json.put(members, '"invoked_by":', invokedBy);
  if (edition.hasAppName) members = json.put(members, '"app_name":', invokedBy);
  members = putObject(
    members,
    '"idp":',
    json.put(json.put("", '"name":', identity.idpName), '"uid":', identity.idpUid),
  );
  const credential = hasUser || !hasSubstitute ? (identity.accessKey ?? identity.credentialId) : undefined;
  return { members, userName: hasUser ? name : undefined, credential };
}

function putUser(identity: Identity, name: string | undefined, { json, edition }: Draft): string {
  const { type, arn, principal, account, accessKey, credentialId } = identity;
  let user = json.put("", '"type":', type);
  user = json.put(user, '"name":', name);
  user = json.put(user, '"uid":', arn);
  user = json.put(user, '"uid_alt":', principal);
  user = putObject(user, '"account":', json.put("", '"uid":', account));
  const credential = accessKey ?? credentialId;
  if (credential !== undefined) {
    user = json.put(user, '"credential_uid":', credential);
    if (edition.hasCredentials) {
      const kind = accessKey === undefined ? "Credential" : "Access Key";
      user = putJson(
        user,
        '"programmatic_credentials":',
        `[{"uid":${json.quote(credential)},"type":"${kind}"}]`,
      );
    }
  }
  return putObject("", '"user":', user);
}

/** Whether any field is left that only an actor can carry. */
function saysSomething({ type, accessKey, credentialId, idpName, idpUid }: Identity): boolean {
  return (type ?? accessKey ?? credentialId ?? idpName ?? idpUid) !== undefined;
}
