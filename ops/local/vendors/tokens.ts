import { createPublicKey, verify } from "node:crypto";
import { object } from "./reading.ts";
import type { Answer, Credentials, ReceivedRequest } from "./vendor.ts";

/** The access token that a credential is worth. */
export const TOKEN_PREFIX = "token-for-";

/** Microsoft's token endpoint: client credentials (RFC 6749, 4.4) for Azure Monitor. */
export function microsoftToken({ body }: ReceivedRequest, { credential }: Credentials): Answer {
  const form = new URLSearchParams(body.toString());
  const isRight =
    form.get("grant_type") === "client_credentials" &&
    Boolean(form.get("client_id")) &&
    /^https:\/\/monitor\.azure\.(com|us|cn)\/\.default$/.test(form.get("scope") ?? "") &&
    form.get("client_secret") === credential;
  if (!isRight) return { status: 401, body: '{"error":"invalid_client"}' };
  return token({ token_type: "Bearer", expires_in: 3599, access_token: TOKEN_PREFIX + credential });
}

/** Google's: a JWT signed with the service account's key (RFC 7523). */
export function googleToken({ body }: ReceivedRequest, { credential, privateKey }: Credentials): Answer {
  const form = new URLSearchParams(body.toString());
  const [header = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
  const { iss, aud, iat, exp, scope } = object(JSON.parse(Buffer.from(claims, "base64url").toString()));
  const isSigned =
    privateKey !== undefined &&
    verify(
      "RSA-SHA256",
      Buffer.from(`${header}.${claims}`),
      createPublicKey(privateKey),
      Buffer.from(signature, "base64url"),
    );
  const isRight =
    isSigned &&
    form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
    [iss, aud].every((claim) => typeof claim === "string" && claim !== "") &&
    Number(exp) - Number(iat) <= 3600 &&
    String(scope).includes("cloud-platform");
  if (!isRight) return { status: 400, body: '{"error":"invalid_grant"}' };
  return token({ access_token: TOKEN_PREFIX + credential, expires_in: 3600 });
}

function token(said: object): Answer {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(said) };
}
