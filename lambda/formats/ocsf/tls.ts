import { type Key, pieceOf } from "../json-key.ts";
import { hostNameOf } from "./endpoints.ts";
import { Unmapped } from "./unmapped.ts";
import { isObject, type JsonObject, textOf } from "./values.ts";

const FIELDS = new Set(["tlsVersion", "cipherSuite", "clientProvidedHostHeader"]);

export interface TlsDetails {
  readonly host?: string;
  /** `dst_endpoint`. */
  readonly destination?: Key;
  readonly unmapped: Unmapped;
}

const NONE: TlsDetails = { unmapped: new Unmapped() };

/** Calls to one service share the object (`decode/known-values.ts`), so it is read once. */
const known = new WeakMap<object, TlsDetails>();

/** Reads `tlsDetails`. */
export function readTls(value: unknown): TlsDetails {
  if (value === undefined) return NONE;
  if (!isObject(value)) {
    const unmapped = new Unmapped();
    unmapped.keep("tlsDetails", value);
    return { unmapped };
  }
  let details = known.get(value);
  if (!details) {
    details = readDetails(value);
    known.set(value, details);
  }
  return details;
}

function readDetails(value: JsonObject): TlsDetails {
  const unmapped = new Unmapped();
  unmapped.keep("tlsDetails.tlsVersion", value.tlsVersion);
  unmapped.keep("tlsDetails.cipherSuite", value.cipherSuite);
  unmapped.keep("tlsDetails.clientProvidedHostHeader", value.clientProvidedHostHeader);
  unmapped.keepRest("tlsDetails.", value, FIELDS);
  const header = textOf(value.clientProvidedHostHeader);
  const host = (header === undefined ? undefined : hostNameOf(header)) ?? undefined;
  return {
    host,
    destination:
      host === undefined ? undefined : pieceOf(`"dst_endpoint":{"hostname":${JSON.stringify(host)}}`),
    unmapped,
  };
}
