import { type Key, keyOf } from "../json-key.ts";
import { isObject, type JsonObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { elsewhere, fieldName, fieldRules, nested, type Output, text } from "./field-rules.ts";
import { textReader } from "./texts.ts";

/** What a document says of `tlsDetails`. */
export interface Tls {
  /** The group `tls`, as finished JSON. */
  readonly member?: Key;
  /** `aws.cloudtrail.tls_details`: what has no place in the group. */
  readonly details?: Key;
  /** The host that the client asked for, where it is none of AWS. */
  readonly foreignHost?: string;
}

const NO_TLS: Tls = {};
const VERSION = keyOf("version");
const VERSION_PROTOCOL = keyOf("version_protocol");
const CIPHER = keyOf("cipher");
const SERVER_NAME = keyOf("server_name");
const TLS_DETAILS = fieldName("tls_details");

/** Calls to one service share the object (`decode/known-values.ts`), so it is read once. */
const known = new WeakMap<object, Tls>();

/** Reads it. */
export function readTls(details: unknown): Tls {
  if (details === undefined || details === null) return NO_TLS;
  if (!isObject(details)) return { details: detailsMember(details) };
  let tls = known.get(details);
  if (tls === undefined) {
    tls = readDetails(details);
    known.set(details, tls);
  }
  return tls;
}

const TLS_VERSION = /^([A-Za-z]+)v(\d[\d.]*)$/;

/** `TLSv1.3` is protocol `tls`, version `1.3`; what does not split is the version. */
function readDetails(details: JsonObject): Tls {
  const read = textReader(false);
  // Some records hold the fields' own names as their values.
  const said = (field: string) => (details[field] === field ? undefined : read(details[field]));
  const version = said("tlsVersion");
  const serverName = said("clientProvidedHostHeader");
  const parts = version === undefined ? null : TLS_VERSION.exec(version);
  const json = new JsonWriter(true);
  json.open('"tls":{');
  json.put(VERSION, parts ? parts[2] : version);
  json.put(VERSION_PROTOCOL, parts?.[1]?.toLowerCase());
  json.put(CIPHER, said("cipherSuite"));
  json.open('"client":{');
  json.put(SERVER_NAME, serverName);
  json.close();
  json.close();
  return {
    member: json.piece(),
    details: detailsMember(details),
    foreignHost: serverName?.endsWith(".amazonaws.com") ? undefined : serverName,
  };
}

const tlsDetails = nested(
  fieldRules<Output>([
    ["tlsVersion", "tls_version", elsewhere],
    ["cipherSuite", "cipher_suite", elsewhere],
    ["clientProvidedHostHeader", "client_provided_host_header", elsewhere],
    ["keyExchange", "key_exchange", text],
  ]),
);

function detailsMember(details: unknown): Key | undefined {
  const json = new JsonWriter(true);
  tlsDetails(details, TLS_DETAILS, { json, text: textReader(false) });
  return json.piece();
}
