import type { EventFacts } from "../types.ts";

/** What an envelope, an attribute or an object key says about an event. Records are untrusted: every value is checked. */

/** The account and region whose log file the event belongs in. */
export interface EventPlace {
  /** 12 digits. */
  readonly account?: string;
  readonly region?: string;
  readonly organization?: string;
  /** The folder below the account: `CloudTrail`, `CloudTrail-Insight`, … */
  readonly kind: string;
}

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z0-9-]{1,40}$/;
const KIND = /^CloudTrail(-[A-Za-z]{1,40})?$/;

/** As the log file's key says; where it does not, as the record says. */
export function placeOf({ source, record }: EventFacts): EventPlace {
  const kind = source?.kind;
  return {
    account: matching(ACCOUNT, source?.account) ?? matching(ACCOUNT, record?.recipientAccountId),
    region: matching(REGION, source?.region) ?? matching(REGION, record?.awsRegion),
    organization: source?.organization,
    kind: kind !== undefined && KIND.test(kind) ? kind : "CloudTrail",
  };
}

/** A field of the record when it is text and not empty. */
export function recordText({ record }: EventFacts, field: string): string | undefined {
  const value = record?.[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}
