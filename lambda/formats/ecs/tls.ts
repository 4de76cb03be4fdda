import { type Key, keyOf, pieceOf } from "../json-key.ts";
import { isObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { memoize } from "../memo.ts";
import type { ReadText } from "./texts.ts";

/** What a document says of `tlsDetails` outside of the vendor namespace. */
export interface Tls {
  /** The group `tls`, as finished JSON. */
  readonly member?: Key;
  /** The host that the client asked for, where it is none of AWS. */
  readonly foreignHost?: string;
}

interface TlsTexts {
  readonly version?: string;
  readonly cipher?: string;
  readonly serverName?: string;
}

const NO_TLS: Tls = {};
const VERSION = keyOf("version");
const VERSION_PROTOCOL = keyOf("version_protocol");
const CIPHER = keyOf("cipher");
const SERVER_NAME = keyOf("server_name");

/** Reads the group. */
export function readTls(details: unknown, text: ReadText): Tls {
  if (!isObject(details)) return NO_TLS;
  const said = (field: string) => (details[field] === field ? undefined : text(details[field]));
  // Some records hold the fields' own names as their values.
  return rememberedTls({
    version: said("tlsVersion"),
    cipher: said("cipherSuite"),
    serverName: said("clientProvidedHostHeader"),
  });
}

interface Remembered {
  texts: TlsTexts;
  tls: Tls;
}

/** By the server name, with which a client mostly speaks the same version and cipher. */
const lastOfServer = memoize((): Remembered => ({ texts: {}, tls: NO_TLS }));

function rememberedTls(texts: TlsTexts): Tls {
  const last = lastOfServer(texts.serverName ?? "");
  const { version, cipher, serverName } = last.texts;
  if (version !== texts.version || cipher !== texts.cipher || serverName !== texts.serverName) {
    last.texts = texts;
    last.tls = printTls(texts);
  }
  return last.tls;
}

const TLS_VERSION = /^([A-Za-z]+)v(\d[\d.]*)$/;

/** `TLSv1.3` is protocol `tls`, version `1.3`; what does not split is the version. */
function printTls({ version, cipher, serverName }: TlsTexts): Tls {
  const parts = version === undefined ? null : TLS_VERSION.exec(version);
  const json = new JsonWriter(true);
  json.put(VERSION, parts ? parts[2] : version);
  json.put(VERSION_PROTOCOL, parts?.[1]?.toLowerCase());
  json.put(CIPHER, cipher);
  json.open('"client":{');
  json.put(SERVER_NAME, serverName);
  json.close();
  const group = json.finish();
  return {
    member: group === "{}" ? undefined : pieceOf(`"tls":${group}`),
    foreignHost: serverName?.endsWith(".amazonaws.com") ? undefined : serverName,
  };
}
