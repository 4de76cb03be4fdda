import { createHash } from "node:crypto";

/** Characters that every AWS id field takes; an `eventID` is a UUID, but a record can hold anything. */
const PLAIN = /^[\w.:-]+$/;

/** The id itself when it is plain and at most `maxLength` long, else its SHA-256 in hex. */
export function shortId(id: string, maxLength: number): string {
  return id.length <= maxLength && PLAIN.test(id) ? id : createHash("sha256").update(id).digest("hex");
}
