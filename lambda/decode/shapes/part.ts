import type { RejectReason, ReturnReason, SkipReason } from "../../contract/reasons.ts";
import type { NotificationShape, ObjectRef } from "../../types.ts";
import { quoted } from "../loose-json.ts";

/** What one part of a message (one entry of `Records`, one key, …) turned out to be. */
export type Part =
  | { readonly object: ObjectRef }
  | { readonly skip: SkipReason; readonly detail: string }
  | { readonly reject: RejectReason; readonly detail: string }
  | { readonly back: ReturnReason; readonly detail: string };

/** The parts of a message of one shape. */
export interface ShapeParts {
  readonly shape: NotificationShape;
  readonly parts: readonly Part[];
}

/** S3's limit, in bytes of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;

/** Half of a character, which UTF-8 cannot carry. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The object with these names, or why no object can have them. `key` is decoded already. */
export function objectPart(ref: ObjectRef, where: string): Part {
  if (LONE_SURROGATE.test(ref.key))
    return { reject: "bad_key", detail: `${where}: the key ${quoted(ref.key)} is not valid Unicode` };
  const bytes = Buffer.byteLength(ref.key);
  if (bytes > MAX_KEY_BYTES)
    return { reject: "bad_key", detail: `${where}: a key of ${bytes} bytes; S3 allows ${MAX_KEY_BYTES}` };
  return { object: ref };
}

/** Names that must be there and are not. */
export function missingPart(where: string, expected: string): Part {
  return { reject: "unknown_body", detail: `${where}: expected ${expected}, text that is not empty` };
}

/** S3 wraps an ETag in quotes in its API, not in its notifications; other tools are less strict. */
export function withoutQuotes(etag: string | undefined): string | undefined {
  return etag?.replace(/^"|"$/g, "") || undefined;
}
