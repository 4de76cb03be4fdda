import { type JsonObject, objectOf } from "../json-value.ts";
import type { ReadText } from "./texts.ts";

/** Which value `user.id` holds; see `docs/formats/ecs.md`. */
export type UserIdKind = "arn" | "principal";

/** Who acted, as ECS puts it. */
export interface User {
  readonly name?: string;
  readonly id?: string;
  readonly email?: string;
  /** Session of a role, federated or Identity Center user. */
  readonly session?: string;
  readonly principal?: string;
  /** The Identity Center user behind the caller. */
  readonly delegator?: string;
}

/** On whom. */
export interface Targets {
  readonly name?: string;
  readonly id?: string;
  /** The name that a user gets. */
  readonly newName?: string;
}

/** Whether there is a target at all. */
export function namesSomebody({ name, id, newName }: Targets): boolean {
  return (name ?? id ?? newName) !== undefined;
}

/** Reads who acted from `userIdentity`. */
export function readUser(identity: JsonObject, userId: UserIdKind, text: ReadText): User {
  const { type } = identity;
  const issuer = objectOf(objectOf(identity.sessionContext).sessionIssuer);
  const principal = text(identity.principalId);
  const delegator = text(objectOf(identity.onBehalfOf).userId);
  const user = {
    id:
      (userId === "arn" ? arnOf(type, identity, issuer, text) : undefined) ??
      principal ??
      (type === "IdentityCenterUser" ? delegator : undefined),
    session: sessionOf(identity, type, text),
    principal,
    delegator,
  };
  const name = (isNamedByIssuer(type) ? text(issuer.userName) : undefined) ?? text(identity.userName);
  return withName(user, name);
}

/** The same user under the name. */
export function withName(user: User, name: string | undefined): User {
  const { id, session, principal, delegator } = user;
  const email = session?.includes("@")
    ? session
    : name !== undefined && name.indexOf("@") > 0
      ? name
      : undefined;
  return { name, id, email, session, principal, delegator };
}

/** True where the session issuer's name stands for the caller: the role's, or the user's that got the session. */
export function isNamedByIssuer(type: unknown): boolean {
  return type === "AssumedRole" || type === "FederatedUser";
}

function arnOf(type: unknown, identity: JsonObject, issuer: JsonObject, text: ReadText): string | undefined {
  if (type === "IAMUser" || type === "Root") return text(identity.arn);
  return type === "AssumedRole" ? text(issuer.arn) : undefined;
}

function sessionOf(identity: JsonObject, type: unknown, text: ReadText): string | undefined {
  if (!isNamedByIssuer(type) && type !== "IdentityCenterUser") return undefined;
  const { arn } = identity;
  if (typeof arn !== "string" || !arn.includes(":sts:")) return undefined;
  const slash = arn.lastIndexOf("/");
  return slash < 0 ? undefined : text(arn.slice(slash + 1));
}
