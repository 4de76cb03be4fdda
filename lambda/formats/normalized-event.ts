import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import type {
  CloudTrailRecord,
  Enrichment,
  EventFacts,
  NormalizedEvent,
  RawRecord,
  RecordSource,
} from "../types.ts";
import type { Format } from "./define-format.ts";

/**
 * The record as an event of the format. Id and time are read from the record when somebody asks for them.
 * @param original the record as CloudTrail wrote it, where `record` was altered: what an event is known by stays
 */
export function normalizeRecord(
  format: Format,
  record: RawRecord,
  source: RecordSource,
  enrichment?: Enrichment,
  original: RawRecord = record,
): NormalizedEvent {
  const body = format.normalize(record, source, enrichment);
  // What comes from elsewhere can be in any script: enrichment, and the object's key in an envelope.
  const isAsciiBody =
    format.keepsAscii === true &&
    record.isAscii === true &&
    record.isPlain === true &&
    enrichment === undefined &&
    isAsciiSource(source);
  return new RecordEvent(new RecordFacts(original, record, source), body, isAsciiBody);
}

/** The last source, which is that of all records of an object, and whether it is written in ASCII. */
let last: { readonly source: RecordSource; readonly isAscii: boolean } | undefined;

function isAsciiSource(source: RecordSource): boolean {
  if (last?.source !== source) last = { source, isAscii: isAscii(Buffer.from(JSON.stringify(source))) };
  return last.isAscii;
}

class RecordEvent implements NormalizedEvent {
  readonly facts: EventFacts;
  readonly body: string | Uint8Array;
  readonly isAscii: boolean;

  constructor(facts: EventFacts, body: string | Uint8Array, isAscii: boolean) {
    this.facts = facts;
    this.body = body;
    this.isAscii = isAscii;
  }

  get record(): CloudTrailRecord | undefined {
    return this.facts.record;
  }

  get source(): RecordSource | undefined {
    return this.facts.source;
  }

  get id(): string {
    return this.facts.id;
  }

  get time(): number | undefined {
    return this.facts.time;
  }
}

class RecordFacts implements EventFacts {
  readonly source: RecordSource;
  private readonly original: RawRecord;
  private readonly raw: RawRecord;

  constructor(original: RawRecord, raw: RawRecord, source: RecordSource) {
    this.original = original;
    this.raw = raw;
    this.source = source;
  }

  get record(): CloudTrailRecord {
    return this.raw.value;
  }

  /** Aggregated records spell it `eventId`; records before eventVersion 1.01 have none. */
  get id(): string {
    const { eventID, eventId } = this.original.value;
    if (typeof eventID === "string" && eventID !== "") return eventID;
    if (typeof eventId === "string" && eventId !== "") return eventId;
    return createHash("sha256").update(this.original.bytes).digest("hex");
  }

  get time(): number | undefined {
    const { eventTime } = this.original.value;
    const time = typeof eventTime === "string" ? Date.parse(eventTime) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  }
}
