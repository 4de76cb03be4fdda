import { hostNameOf } from "./endpoints.ts";
import { Unmapped } from "./unmapped.ts";
import { isObject, type JsonObject, textOf } from "./values.ts";

const FIELDS = new Set(["tlsVersion", "cipherSuite", "clientProvidedHostHeader"]);

interface TlsDetails {
  readonly host?: string;
  readonly unmapped: Unmapped;
}

/** Calls to one service share the object (`decode/shared-values.ts`), so it is read once. */
const known = new WeakMap<object, TlsDetails>();

/** Keeps `tlsDetails` and gives the host name that the client asked for. */
export function readTlsHost(value: unknown, unmapped: Unmapped): string | undefined {
  if (!isObject(value)) {
    unmapped.keep("tlsDetails", value);
    return undefined;
  }
  let details = known.get(value);
  if (!details) {
    details = readDetails(value);
    known.set(value, details);
  }
  unmapped.keepAll(details.unmapped);
  return details.host;
}

function readDetails(value: JsonObject): TlsDetails {
  const unmapped = new Unmapped();
  unmapped.keep("tlsDetails.tlsVersion", value.tlsVersion);
  unmapped.keep("tlsDetails.cipherSuite", value.cipherSuite);
  unmapped.keep("tlsDetails.clientProvidedHostHeader", value.clientProvidedHostHeader);
  unmapped.keepRest("tlsDetails.", value, FIELDS);
  const header = textOf(value.clientProvidedHostHeader);
  return { host: header === undefined ? undefined : (hostNameOf(header) ?? undefined), unmapped };
}
