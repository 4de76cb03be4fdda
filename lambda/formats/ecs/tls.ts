import { keyOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { elsewhere, fieldRules, type Output, text, writeFields } from "./field-rules.ts";
import type { ReadText } from "./texts.ts";

/** What a document says of `tlsDetails`, as finished JSON. */
export interface Tls {
  /** `tls`. */
  readonly tls?: string;
  /** `aws.cloudtrail.tls_details`: what `tls` has no place for. */
  readonly fields?: string;
  readonly serverName?: string;
}

const tlsDetails = fieldRules<Output>([
  ["tlsVersion", "tls_version", elsewhere],
  ["cipherSuite", "cipher_suite", elsewhere],
  ["clientProvidedHostHeader", "client_provided_host_header", elsewhere],
  ["keyExchange", "key_exchange", text],
]);

const VERSION = keyOf("version");
const VERSION_PROTOCOL = keyOf("version_protocol");
const CIPHER = keyOf("cipher");
const SERVER_NAME = keyOf("server_name");

const TLS_VERSION = /^([A-Za-z]+)v(\d[\d.]*)$/;

/** `TLSv1.3` is protocol `tls`, version `1.3`; what does not split is the version. */
export function readTls(details: JsonObject, text: ReadText): Tls {
  const fields = fieldsOf(details, text);
  // Some records hold the field names as values.
  if (details.tlsVersion === "tlsVersion") return { fields };
  const version = text(details.tlsVersion);
  const parts = version === undefined ? null : TLS_VERSION.exec(version);
  const serverName = text(details.clientProvidedHostHeader);
  const json = new JsonWriter(true);
  json.put(VERSION, parts ? parts[2] : version);
  json.put(VERSION_PROTOCOL, parts?.[1]?.toLowerCase());
  json.put(CIPHER, text(details.cipherSuite));
  json.open('"client":{');
  json.put(SERVER_NAME, serverName);
  json.close();
  return { tls: unlessEmpty(json.finish()), fields, serverName };
}

function fieldsOf(details: JsonObject, text: ReadText): string | undefined {
  const json = new JsonWriter(true);
  writeFields(details, tlsDetails, { json, text });
  return unlessEmpty(json.finish());
}

function unlessEmpty(object: string): string | undefined {
  return object === "{}" ? undefined : object;
}
