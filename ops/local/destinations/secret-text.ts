import { generateKeyPairSync, randomUUID } from "node:crypto";
import { isObject } from "../aws/input.ts";
import type { Credentials } from "../vendors/vendor.ts";

const USER = "forwarder";

/**
 * The text of a secret that nobody gave a value for: every field that any destination reads, so that one text does for all. Token,
 * password, key and client secret are the same.
 * @param url of the stand-in
 */
export function madeUpSecret(url: string, isGoogle: boolean): string {
  const token = randomUUID();
  return JSON.stringify({
    token,
    username: USER,
    password: token,
    url: `${url}/ingest?code=${token}`,
    tenantId: "local",
    clientId: "local",
    clientSecret: token,
    ...(isGoogle && { ...googleKey(), token_uri: `${url}/token` }),
  });
}

/** A service account's key takes a moment to make. */
function googleKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    client_email: `${USER}@example-project.iam.gserviceaccount.com`,
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** What a request has to prove when its destination reads this text. */
export function credentialsOf(text: string): Credentials {
  const fields = fieldsOf(text);
  const field = (name: string) => (typeof fields?.[name] === "string" ? fields[name].trim() : undefined);
  return {
    user: field("username") ?? "",
    credential:
      field("token") ?? field("password") ?? field("clientSecret") ?? field("client_email") ?? text.trim(),
    privateKey: field("private_key"),
  };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
