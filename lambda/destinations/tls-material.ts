import { ForwarderError } from "../errors.ts";
import type { DestinationTools } from "./define-destination.ts";

/** PEM texts for a TLS connection. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

const FIELDS = ["ca", "cert", "key", "passphrase"] as const;

/**
 * The secret's PEM texts: JSON with any of the fields `ca`, `cert`, `key` and `passphrase`, or the text of a CA alone.
 * @throws {ForwarderError} `destination_config`, never with the secret's content
 */
export async function readTlsMaterial(
  secretArn: string | undefined,
  secret: DestinationTools["secret"],
): Promise<TlsMaterial> {
  if (secretArn === undefined) return {};
  const text = await secret(secretArn);
  if (text.trimStart().startsWith("-----BEGIN CERTIFICATE")) return { ca: text };
  const fields = jsonObject(text);
  const material = Object.fromEntries(
    FIELDS.flatMap((name) => (typeof fields?.[name] === "string" ? [[name, fields[name]]] : [])),
  );
  const hasCert = "cert" in material;
  if (Object.keys(material).length === 0 || hasCert !== "key" in material) {
    throw ForwarderError.config(
      "destination_config",
      `the secret ${secretArn} holds no usable PEM; write JSON with "ca", with "cert" and "key" (and "passphrase"), or with all of them`,
    );
  }
  return material;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined; // said above, without the text
  }
}
