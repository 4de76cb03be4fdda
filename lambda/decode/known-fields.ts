import { KnownValues } from "./known-values.ts";

const IDENTITY_KEY = '"userIdentity"';
const TLS_KEY = '"tlsDetails"';

/**
 * As CloudTrail writes it: `{"type":"…","principalId":"AROA…`, where the last two offsets fall into the id. Sessions of one
 * role have that in common; what they do not share is the access key, somewhere behind role and session name. Tools that
 * sort keys begin with it: `{"accessKeyId":"ASIA…`, where the first two offsets are.
 */
const identities = new KnownValues({
  offsets: [24, 28, 44, 48],
  longer: { prefix: '{"type":"Assumed', offsets: [176, 192, 208, 224, 240] },
});

/**
 * `{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"…`: the host, and where it is
 * when keys are sorted.
 */
const tlsDetails = new KnownValues({ offsets: [72, 76, 92, 96] });

/**
 * The values that are remembered of a field, by its key as it is written; undefined for a field whose values do not come
 * again. Whoever takes another key for one of these loses time and nothing else: values are compared byte for byte.
 */
export function knownValuesOf(bytes: Uint8Array, keyStart: number, keyEnd: number): KnownValues | undefined {
  const length = keyEnd - keyStart;
  if (length === IDENTITY_KEY.length) return bytes[keyStart + 1] === 0x75 ? identities : undefined;
  return length === TLS_KEY.length && bytes[keyStart + 1] === 0x74 ? tlsDetails : undefined;
}
