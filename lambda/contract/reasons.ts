/**
 * The closed set of reasons. Every record, object and message that does not end as delivered carries one of these
 * words, in metrics, logs, reports and the reject store. Outcomes follow `docs/outcomes.md`.
 */

/** A message or object that holds nothing to forward; acknowledged and counted. */
export const SKIP_REASONS = [
  "test_event",
  "validation_message",
  "not_created",
  "empty_notification",
  "folder_marker",
  "digest",
  "not_cloudtrail",
  "unknown_kind",
  "duplicate",
] as const;

/** A message, object or record that can never be forwarded; kept in the reject store and acknowledged. */
export const REJECT_REASONS = [
  // messages
  "unknown_body",
  "bad_key",
  "foreign_bucket",
  "subscription_confirmation",
  "bad_signature",
  // objects
  "corrupt_gzip",
  "truncated",
  "trailing_data",
  "invalid_json",
  "no_records",
  "object_too_large",
  "empty_object",
  "object_missing",
  "archived",
  // records
  "not_an_object",
  "invalid_utf8",
  "record_too_large",
  "too_deep",
  "too_many_keys",
  "event_too_large",
  "event_too_old",
  "refused",
  "partly_refused",
] as const;

/** A record that was delivered in another form than it has; its exact bytes are kept in the reject store beside it. */
export const COPY_REASONS = ["event_truncated"] as const;

/** A message that goes back to the queue. */
export const RETURN_REASONS = [
  "unsupported_version",
  "access_denied",
  "kms_denied",
  "throttled",
  "source_unavailable",
  "object_changed",
  "wrong_region",
  "destination_unavailable",
  "destination_auth",
  "destination_config",
  "reject_store_unavailable",
  "queue_unavailable",
  "deadline",
  "identity_violation",
  "internal",
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];
export type RejectReason = (typeof REJECT_REASONS)[number];
export type ReturnReason = (typeof RETURN_REASONS)[number];
export type CopyReason = (typeof COPY_REASONS)[number];
export type Reason = SkipReason | RejectReason | CopyReason | ReturnReason;
