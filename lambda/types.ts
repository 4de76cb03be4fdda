import type { RejectReason, ReturnReason, SkipReason } from "./contract/reasons.ts";
import type { RecordFields } from "./record-fields.ts";

/**
 * The types at the doorways between the rooms. A room takes one of these and gives the next:
 * `SQSRecord → ObjectRef[] → bytes → RawRecord[] → NormalizedEvent[] → EncodedBatch → DeliveryResult → SQSBatchResponse`.
 */

/** One S3 object that a notification names. Identity is bucket + key + (versionId or etag), never a message id. */
export interface ObjectRef {
  readonly bucket: string;
  /** Decoded: the key as S3 knows it. */
  readonly key: string;
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag?: string;
  /** Compressed bytes, as the notification says. */
  readonly size?: number;
  /** When the notification says the object was created, in ms since the epoch. */
  readonly createdMs?: number;
  /** The bucket's region, where the notification tells it. */
  readonly region?: string;
  /** Set by a continuation message: the first record that is not settled yet (0-based ordinal). */
  readonly nextRecord?: number;
  /** How many continuation messages led here; absent for a notification from AWS. */
  readonly hop?: number;
  /** Set by an operator: forward the object even if the ledger says that it is done. */
  readonly again?: boolean;
  /** Set by an operator: forward the records with these ordinals only; the ledger does not count for them. */
  readonly only?: readonly number[];
}

/** A parsed CloudTrail record. Field names and values are as CloudTrail wrote them. */
export type CloudTrailRecord = Readonly<Record<string, unknown>>;

/** One element of a log file's `Records`. */
export interface RawRecord {
  /** 0-based position in its log file, counting rejected elements too. */
  readonly ordinal: number;
  /** The record's exact bytes; a view into the chunk it came in. */
  readonly bytes: Uint8Array;
  /**
   * The parsed record. Where parsing would change a value (integers beyond 2^53, duplicate keys), the exact text
   * is kept as a string: see `decode/exact-json.ts`.
   */
  readonly value: CloudTrailRecord;
  /**
   * True only when no key and no text of `value` needs an escape in JSON: `bytes` hold no backslash and `value` is what
   * parsing them gives. Formats then write texts as they are. Whoever gives a record another `value` leaves it out.
   */
  readonly isPlain?: boolean;
  /** True only when `bytes` are ASCII and `value` is what parsing them gives; otherwise like `isPlain`. */
  readonly isAscii?: boolean;
  /** The top-level members, read from the bytes as far as somebody asks; absent where `value` is all there is. */
  readonly fields?: RecordFields;
  /** Lets go of what `value` holds; whoever asks for it later has it parsed again. */
  release?(): void;
}

/** Where a record came from; everything that is known without looking into the record. */
export interface RecordSource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly etag?: string;
  /** From the key's path; absent when the key does not follow CloudTrail's layout. */
  readonly account?: string;
  readonly organization?: string;
  readonly region?: string;
  /** `CloudTrail`, `CloudTrail-Insight`, … as the key spells it. */
  readonly kind?: string;
  readonly tenant?: string;
  /** When the log file was created in its bucket, as the notification says: ms since the epoch. */
  readonly receivedMs?: number;
}

/** What an account directory knows about one account. */
export interface AccountFacts {
  readonly name?: string;
  readonly organizationalUnit?: string;
  readonly owner?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where an address is, as a GeoIP database says. */
export interface AddressLocation {
  readonly continent?: string;
  readonly country?: string;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode?: string;
  readonly region?: string;
  /** ISO 3166-2, with the country: `DE-HH`. */
  readonly regionCode?: string;
  readonly city?: string;
  readonly postalCode?: string;
  readonly timeZone?: string;
  /** Degrees; there together or not at all. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** Whose network an address belongs to. */
export interface AddressNetwork {
  readonly number?: number;
  readonly organization?: string;
}

/** Facts about a record that are not in it. They travel beside the record and never change it. */
export interface Enrichment {
  /** The account that received the event. */
  readonly recipient?: AccountFacts;
  /** The account of the caller, where it is another one. */
  readonly caller?: AccountFacts;
  /** Of the source address. */
  readonly location?: AddressLocation;
  /** Of the source address. */
  readonly network?: AddressNetwork;
}

/** What is known of an event beside its body. */
export interface EventFacts {
  /** CloudTrail's `eventID` (or `eventId`), else the SHA-256 of the raw record in hex. */
  readonly id: string;
  /** Event time in ms since the epoch; undefined when the record has none that parses. */
  readonly time?: number;
  /** The record it was made of, for what an envelope or an object key says about it; never sent as it is. */
  readonly record?: CloudTrailRecord;
  /** The log file that the record came in. */
  readonly source?: RecordSource;
}

/** A record in its output format. */
export interface NormalizedEvent extends EventFacts {
  /** One event as text without line breaks, or bytes that are passed on untouched. */
  readonly body: string | Uint8Array;
  /** True only when every character of `body` is ASCII; nothing is known otherwise. */
  readonly isAscii?: boolean;
  /** The same event without its body, for whoever has that elsewhere. */
  readonly facts?: EventFacts;
}

/** What one request carries. */
export interface EncodedBatch {
  readonly events: readonly EventFacts[];
  /** Each event as it stands in the body, in the order of `events`: for destinations that take events one by one. */
  readonly entries: readonly Uint8Array[];
  /** The request body as it goes over the wire (framed, then compressed). */
  readonly body: Uint8Array;
  /** Bytes of the framed body before compression. */
  readonly bytes: number;
  /** `Content-Encoding` of `body`; undefined when it is not compressed. */
  readonly contentEncoding?: "gzip";
  readonly contentType: string;
}

/** A verdict on one event of a batch, by its index in `EncodedBatch.events`. */
export interface EventVerdict {
  readonly index: number;
  /** The destination's words, without credentials; of a retryable event also without record content. */
  readonly detail: string;
}

/** What the destination said. Every event that is named nowhere here counts as delivered. */
export interface DeliveryResult {
  /** Refused for good: same bytes fail again. */
  readonly rejected: readonly EventVerdict[];
  /** Refused for now. */
  readonly retryable: readonly EventVerdict[];
  /** Milliseconds the destination asks to wait before the retry. */
  readonly retryAfterMs?: number;
  /** The retryable events were not looked at: they are sent again at once. */
  readonly isUnread?: boolean;
  /** Why the rejected events count as rejected; `refused` when left out. */
  readonly rejectReason?: "refused" | "partly_refused";
}

/** What a message's body says, decoded. A message can hold several of these at once; an empty one is legal. */
export interface DecodedMessage {
  /** The shape that was recognised, for the log and the tests. */
  readonly shape: NotificationShape;
  readonly objects: readonly ObjectRef[];
  /** Parts of the message that name nothing to forward. */
  readonly skipped: readonly { readonly reason: SkipReason; readonly detail: string }[];
  /** Parts of the message that can never be understood; the body goes to the reject store. */
  readonly rejected: readonly { readonly reason: RejectReason; readonly detail: string }[];
  /** Set when the message must go back to the queue as it is. */
  readonly returned?: { readonly reason: ReturnReason; readonly detail: string };
}

/** How a message's body was recognised, after any SNS envelope was taken off. */
export type NotificationShape =
  | "s3"
  | "cloudtrail-sns"
  | "eventbridge"
  | "continuation"
  | "control"
  | "unknown";
