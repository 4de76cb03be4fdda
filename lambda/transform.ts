import type { ObjectBooks } from "./books.ts";
import { type LocalFacts, parseObjectKey, recordSource, sourceMismatches } from "./decode/object-key.ts";
import type { TenantOf } from "./decode/tenant.ts";
import type { Enricher } from "./enrich/enricher.ts";
import { type Filter, filterRecords } from "./filter/filter.ts";
import type { Format } from "./formats/define-format.ts";
import { normalizeRecord } from "./formats/normalized-event.ts";
import { type Redactor, redactRecord } from "./redact/redact.ts";
import type { NormalizedEvent, ObjectRef, RawRecord, RecordSource } from "./types.ts";

/** The rooms between records and events. What is left out does nothing. */
export interface TransformRooms {
  readonly format: Format;
  readonly filter?: Filter;
  readonly redactor?: Redactor;
  readonly enricher?: Enricher;
  readonly tenantOf?: TenantOf;
}

/** The part of the path from records to events: filter → redact → enrich → format. Synchronous, and it never throws. */
export interface Transform {
  /** Where an object's records come from, its tenant included. */
  sourceOf(ref: ObjectRef): RecordSource;
  /** The records that go on; the others stand in the books as filtered. */
  filter(records: readonly RawRecord[], source: RecordSource, books: ObjectBooks): readonly RawRecord[];
  /**
   * One record as an event. Its id and time are those of the record as CloudTrail wrote it.
   * @param books where redactions and unknown accounts are counted; left out for a record that was counted already
   */
  eventOf(record: RawRecord, source: RecordSource, books?: ObjectBooks): NormalizedEvent;
}

/**
 * Puts the rooms together. With a verbatim format and no other room, records are not parsed: then one of each chunk, and
 * not all of them, is compared with the key of its file.
 */
export function createTransform(rooms: TransformRooms): Transform {
  const { format, filter, redactor, enricher, tenantOf } = rooms;
  const needsValue = filter !== undefined || redactor !== undefined || enricher !== undefined;
  const reads = needsValue ? undefined : format.reads;
  return {
    sourceOf: (ref) => {
      const parts = tenantOf && parseObjectKey(ref.key);
      return recordSource(ref, parts && tenantOf?.(parts));
    },
    filter: (records, source, books) => {
      if (tenantOf && source.tenant === undefined && records.length > 0)
        books.note("untenanted", records.length);
      for (const record of reads === "bytes" ? records.slice(0, 1) : records)
        noteMismatches(factsOf(record, reads), source, books);
      if (!filter) return records;
      const { kept, dropped, held } = filterRecords(filter, records);
      for (const [rule, count] of dropped) books.countFiltered(rule, count);
      for (const [name, count] of held) books.note(`held:${name}`, count);
      return kept;
    },
    eventOf: (record, source, books) => {
      const sent = redactor ? redacted(redactor, record, books) : record;
      const { enrichment, unknown } = enricher?.(sent.value) ?? NOTHING_KNOWN;
      for (const what of unknown) books?.note(`unknown:${what}`);
      return normalizeRecord(format, sent, source, enrichment, record);
    },
  };
}

const NOTHING_KNOWN: ReturnType<Enricher> = { unknown: [] };

function noteMismatches(facts: LocalFacts, source: RecordSource, books: ObjectBooks): void {
  for (const field of sourceMismatches(source, facts)) books.note(`mismatch:${field}`);
}

/** What a record says of its place, from what is read of it anyhow. */
function factsOf(record: RawRecord, reads: Format["reads"]): LocalFacts {
  if (reads === "fields" && record.fields) return record.fields;
  return reads === "bytes" ? JSON.parse(Buffer.from(record.bytes).toString()) : record.value;
}

function redacted(redactor: Redactor, record: RawRecord, books: ObjectBooks | undefined): RawRecord {
  const counts = new Map<string, number>();
  const sent = redactRecord(redactor, record, counts);
  for (const [rule, count] of counts) books?.note(`redacted:${rule}`, count);
  return sent;
}
