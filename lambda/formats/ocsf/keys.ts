import { memoize } from "./memo.ts";

/** A member's name as it stands in JSON before a text value, by what comes before it. */
export interface Key {
  /** Behind the opening brace: `"uid":"`. */
  readonly first: string;
  /** Behind a value that is complete: `,"uid":"`. */
  readonly afterValue: string;
  /** Behind a text whose closing quote is still to come: `","uid":"`. */
  readonly afterText: string;
}

/** The key of any name; names that come again are made once. */
export const keyOf = memoize((name): Key => {
  const first = `${JSON.stringify(name)}:"`;
  return { first, afterValue: `,${first}`, afterText: `",${first}` };
});

/** The text attributes of OCSF that CloudTrail records fill. */
export const K = {
  activityName: keyOf("activity_name"),
  appName: keyOf("app_name"),
  correlationUid: keyOf("correlation_uid"),
  credentialUid: keyOf("credential_uid"),
  data: keyOf("data"),
  domain: keyOf("domain"),
  error: keyOf("error"),
  eventCode: keyOf("event_code"),
  hostname: keyOf("hostname"),
  invokedBy: keyOf("invoked_by"),
  ip: keyOf("ip"),
  issuer: keyOf("issuer"),
  message: keyOf("message"),
  name: keyOf("name"),
  operation: keyOf("operation"),
  originalTime: keyOf("original_time"),
  rawData: keyOf("raw_data"),
  region: keyOf("region"),
  statusCode: keyOf("status_code"),
  statusDetail: keyOf("status_detail"),
  svcName: keyOf("svc_name"),
  title: keyOf("title"),
  type: keyOf("type"),
  uid: keyOf("uid"),
  uidAlt: keyOf("uid_alt"),
  userAgent: keyOf("user_agent"),
  value: keyOf("value"),
  version: keyOf("version"),
} as const;
