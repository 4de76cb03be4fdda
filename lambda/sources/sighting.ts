import { deliveredMs, parseObjectKey } from "../decode/object-key.ts";
import type { ObjectRef } from "../types.ts";

/** A source: the log files that one trail writes for one account in one region. */
export interface Source {
  /** `s3://bucket/[prefix/]AWSLogs/[o-…/]111122223333/CloudTrail/eu-central-1/`, as `reconcile` names it. */
  readonly place: string;
  readonly account: string;
  readonly region: string;
}

/** A log file of a source, and when CloudTrail delivered it (ms since the epoch). */
export interface Sighting extends Source {
  readonly seenMs: number;
}

/** Other kinds of log files are written only when something unusual happens: their silence says nothing. */
const STEADY_KIND = "CloudTrail";

/**
 * What an object says about its source; undefined when its key does not follow the layout or is of another kind. The time
 * is the file's own, not that of its forwarding, so that a backlog looks like no pause; it is never after `nowMs`.
 */
export function sightingOf({ bucket, key, createdMs }: ObjectRef, nowMs: number): Sighting | undefined {
  const { kind, account, region, date, file } = parseObjectKey(key) ?? {};
  if (kind !== STEADY_KIND || account === undefined || region === undefined || file === undefined)
    return undefined;
  const seenMs = deliveredMs(file) ?? createdMs;
  if (seenMs === undefined) return undefined;
  const place = `s3://${bucket}/${key.slice(0, -`${date}/${file}`.length)}`;
  return { place, account, region, seenMs: Math.min(seenMs, nowMs) };
}
