import { isBasic as isBasicOf, object } from "../../../../ops/local/vendors/reading.ts";
import type { ReceivedRequest, StoredEvent } from "../protocol.ts";

/** Small readers that the protocols share; none of them comes from the code under test. */
export {
  array,
  concatenated,
  inHeader,
  isSignedV4,
  jsonLines,
  lines,
  object,
  without,
  withParsedPayloads,
} from "../../../../ops/local/vendors/reading.ts";

/** A whole record and its id; aggregated records spell it in another way. */
export function storedRecord(value: unknown): StoredEvent {
  const record = object(value);
  return { id: String(record.eventID ?? record.eventId ?? JSON.stringify(record)), record };
}

/** Whether user and credential stand in a Basic header. */
export function isBasic(request: ReceivedRequest, { credential }: { readonly credential: string }): boolean {
  return isBasicOf(request, { user: "forwarder", credential });
}

/** The secret that goes with `isBasic`. */
export function basicSecret(credential: string): string {
  return JSON.stringify({ username: "forwarder", password: credential });
}
