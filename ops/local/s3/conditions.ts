import type { IncomingHttpHeaders } from "node:http";
import type { ObjectVersion } from "./bucket.ts";
import { preconditionFailed } from "./s3-errors.ts";

/** Checks If-Match and its relatives on a read. Returns `not-modified` for a 304. */
export function checkReadConditions(
  headers: IncomingHttpHeaders,
  { etag, modifiedMs }: ObjectVersion,
): "ok" | "not-modified" {
  const modified = Math.floor(modifiedMs / 1000) * 1000;
  const ifMatch = headers["if-match"];
  if (ifMatch !== undefined && !names(ifMatch, etag)) throw preconditionFailed("If-Match");
  const unmodifiedSince = headers["if-unmodified-since"];
  if (ifMatch === undefined && unmodifiedSince && modified > Date.parse(unmodifiedSince))
    throw preconditionFailed("If-Unmodified-Since");
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, etag) ? "not-modified" : "ok";
  const modifiedSince = headers["if-modified-since"];
  return modifiedSince && modified <= Date.parse(modifiedSince) ? "not-modified" : "ok";
}

/** Checks a conditional PUT: `If-None-Match: *` writes only a new key, `If-Match` only over that content. */
export function checkWriteConditions(headers: IncomingHttpHeaders, current: ObjectVersion | undefined): void {
  const exists = current?.body !== undefined;
  if (headers["if-none-match"] !== undefined && exists) throw preconditionFailed("If-None-Match");
  const ifMatch = headers["if-match"];
  if (ifMatch !== undefined && !(exists && names(ifMatch, current.etag)))
    throw preconditionFailed("If-Match");
}

function names(list: string, etag: string): boolean {
  return list.split(",").some((entry) => entry.trim() === "*" || entry.trim().replaceAll('"', "") === etag);
}
