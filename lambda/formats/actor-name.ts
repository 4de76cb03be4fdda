import { type JsonObject, objectOf, scalarText } from "./json-value.ts";

/**
 * One name for who acted, for formats with a single slot for it.
 *
 * Roles and federated users are `role/session`, the root user is `root`, a service is its host name; what CloudTrail
 * does not name is `unknown`. Same order as `docs/formats/cef.md` and `leef.md` say.
 */
export function actorName(record: JsonObject): string {
  const identity = objectOf(record.userIdentity);
  const type = identity.type;
  if (type === "Root") return "root";
  const name =
    scalarText(identity.userName) ??
    ofType(type, identity, record) ??
    lastPart(scalarText(identity.arn)) ??
    scalarText(identity.principalId) ??
    scalarText(identity.invokedBy);
  return name ?? "unknown";
}

function ofType(type: unknown, identity: JsonObject, record: JsonObject): string | undefined {
  switch (type) {
    case "AssumedRole":
    case "FederatedUser": {
      const issuer = scalarText(objectOf(objectOf(identity.sessionContext).sessionIssuer).userName);
      const session = sessionName(identity);
      return issuer && session ? `${issuer}/${session}` : (session ?? issuer);
    }
    case "IdentityCenterUser":
      return (
        scalarText(objectOf(record.additionalEventData).UserName) ??
        scalarText(objectOf(identity.onBehalfOf).userId)
      );
    case "AWSAccount":
      return scalarText(identity.principalId) ?? scalarText(identity.accountId);
    case "AWSService":
    case undefined:
      return scalarText(identity.invokedBy);
    default:
      return undefined;
  }
}

/** The session of an assumed role or federated user: the last part of its STS ARN, else of its principal id. */
export function sessionName(identity: JsonObject): string | undefined {
  const arn = scalarText(identity.arn);
  if (arn?.includes(":sts:") && arn.includes("/")) return lastPart(arn);
  const principal = scalarText(identity.principalId);
  const colon = principal?.indexOf(":") ?? -1;
  return colon < 0 ? undefined : principal?.slice(colon + 1) || undefined;
}

function lastPart(arn: string | undefined): string | undefined {
  return arn?.slice(arn.lastIndexOf("/") + 1) || undefined;
}
