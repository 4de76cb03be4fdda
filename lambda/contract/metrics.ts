/** Every metric name exists once, here: the function emits them, dashboard and alarms read them. */

export const METRIC_NAMESPACE = "CloudTrailForwarder";

/** Dimension that Powertools adds by itself, and its value. */
export const SERVICE_DIMENSION = "service";
export const SERVICE_NAME = "cloudtrail-forwarder";

/** The one other dimension: the destination's name. */
export const PIPELINE_DIMENSION = "pipeline";

export const METRICS = {
  messagesReceived: "MessagesReceived",
  messagesSkipped: "MessagesSkipped",
  messagesRejected: "MessagesRejected",
  messagesReturned: "MessagesReturned",
  objectsForwarded: "ObjectsForwarded",
  objectsSkipped: "ObjectsSkipped",
  objectsRejected: "ObjectsRejected",
  /** Objects of a CloudTrail kind that this release does not know, part of the skipped ones. */
  objectsUnknown: "ObjectsUnknown",
  objectsReturned: "ObjectsReturned",
  /** Objects whose rest goes on in a later invocation. */
  objectsContinued: "ObjectsContinued",
  recordsRead: "RecordsRead",
  recordsDelivered: "RecordsDelivered",
  recordsFiltered: "RecordsFiltered",
  recordsRejected: "RecordsRejected",
  /** Records of objects whose message went back, whatever of them had been delivered. */
  recordsReturned: "RecordsReturned",
  /** Records kept against a drop rule: guarded, dry run, or the filter failed. */
  recordsHeld: "RecordsHeld",
  /** Records kept because the filter failed on them. */
  filterErrors: "FilterErrors",
  /** Delivered records whose longest fields were left out because the destination does not take them whole. */
  recordsTruncated: "RecordsTruncated",
  valuesRedacted: "ValuesRedacted",
  /** Records whose account or region is not that of their log file's key. */
  sourceMismatches: "SourceMismatches",
  /** Records of log files that no tenant claims. */
  recordsUntenanted: "RecordsUntenanted",
  /** Accounts and addresses that enrichment did not know. */
  enrichmentMisses: "EnrichmentMisses",
  /** Enrichment files that could not be read. */
  enrichmentFailures: "EnrichmentFailures",
  /** Bytes of log files after decompression. */
  bytesRead: "BytesRead",
  /** Bytes of request bodies as sent. */
  bytesDelivered: "BytesDelivered",
  deliveryRequests: "DeliveryRequests",
  deliveryRetries: "DeliveryRetries",
  /** Milliseconds from sending a request to its answer. */
  deliveryLatency: "DeliveryLatency",
  /** Milliseconds from a record's event time to its delivery (newest record of each object). */
  eventFreshness: "EventFreshness",
  /** Milliseconds from an object's creation to its delivery. */
  objectFreshness: "ObjectFreshness",
  /** Sources (log files of one account and region) that stopped writing; told about once an hour. */
  quietSources: "QuietSources",
  configErrors: "ConfigErrors",
  /** Objects or messages whose books did not balance; must be 0. */
  identityViolations: "IdentityViolations",
  /** Invocations that could not reach the ledger, and did without it. */
  ledgerErrors: "LedgerErrors",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
