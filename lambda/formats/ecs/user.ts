import type { JsonObject } from "../json-value.ts";
import { objectOf } from "../json-value.ts";
import { ecsText } from "./values.ts";

/** Which value `user.id` holds; see `docs/formats/ecs.md`. */
export type UserIdKind = "arn" | "principal";

/** Who acted and on whom, as ECS puts it. */
export interface EcsUser {
  readonly name?: string;
  readonly id?: string;
  readonly email?: string;
  /** Session of a role, federated or Identity Center user. */
  readonly session?: string;
  readonly targetName?: string;
  readonly targetId?: string;
  readonly newName?: string;
}

/** Reads `user.*` from a record. */
export function readUser(
  record: JsonObject,
  identity: JsonObject,
  parameters: JsonObject,
  userId: UserIdKind,
): EcsUser {
  const type = identity.type;
  const session = sessionOf(identity, type);
  const name = nameOf(record, identity, type);
  return {
    name,
    id: idOf(identity, type, userId),
    email: session?.includes("@") ? session : name !== undefined && name.indexOf("@") > 0 ? name : undefined,
    session,
    targetName: ecsText(parameters.userName),
    targetId: ecsText(objectOf(objectOf(record.responseElements).user).userId),
    newName: ecsText(parameters.newUserName),
  };
}

/** True where the session issuer's name stands for the caller: the role's, or the user's that got the session. */
export function isNamedByIssuer(type: unknown): boolean {
  return type === "AssumedRole" || type === "FederatedUser";
}

function nameOf(record: JsonObject, identity: JsonObject, type: unknown): string | undefined {
  const issuer = isNamedByIssuer(type)
    ? ecsText(objectOf(objectOf(identity.sessionContext).sessionIssuer).userName)
    : undefined;
  const name = issuer ?? ecsText(identity.userName);
  if (name !== undefined || record.eventName !== "UserAuthentication") return name;
  return ecsText(objectOf(record.additionalEventData).UserName);
}

function idOf(identity: JsonObject, type: unknown, kind: UserIdKind): string | undefined {
  const principal = ecsText(identity.principalId);
  if (kind === "arn") {
    if (type === "IAMUser" || type === "Root") return ecsText(identity.arn) ?? principal;
    if (type === "AssumedRole") {
      return ecsText(objectOf(objectOf(identity.sessionContext).sessionIssuer).arn) ?? principal;
    }
  }
  if (principal !== undefined || type !== "IdentityCenterUser") return principal;
  return ecsText(objectOf(identity.onBehalfOf).userId);
}

function sessionOf(identity: JsonObject, type: unknown): string | undefined {
  if (!isNamedByIssuer(type) && type !== "IdentityCenterUser") return undefined;
  const arn = identity.arn;
  if (typeof arn !== "string" || !arn.includes(":sts:")) return undefined;
  const slash = arn.lastIndexOf("/");
  return slash < 0 ? undefined : ecsText(arn.slice(slash + 1));
}
