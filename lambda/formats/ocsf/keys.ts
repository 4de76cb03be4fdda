import { keyOf, pathKey } from "../json-key.ts";

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
  value: keyOf("value"),
  version: keyOf("version"),
} as const;

/** Texts that are alone in their object. */
export const P = {
  account: pathKey("account", "uid"),
  feature: pathKey("feature", "name"),
  owner: pathKey("owner", "account", "uid"),
  service: pathKey("service", "name"),
  userAgent: pathKey("http_request", "user_agent"),
} as const;
