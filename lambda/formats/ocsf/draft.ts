import type { Enrichment, RawRecord, RecordSource } from "../../types.ts";
import type { EnvelopeOptions } from "../envelope.ts";
import type { Edition } from "./editions.ts";
import { JsonWriter } from "./json-text.ts";
import { Unmapped } from "./unmapped.ts";

/** What is the same for every event of a format. */
export interface Settings {
  readonly edition: Edition;
  /** Whether the finer IAM classes are used. */
  readonly isRich: boolean;
  readonly envelope: EnvelopeOptions;
}

/** What every step of building one event shares. */
export interface Draft extends Settings {
  readonly json: JsonWriter;
  readonly unmapped: Unmapped;
  readonly record: RawRecord;
  readonly source: RecordSource;
  readonly enrichment?: Enrichment;
}

/** A new draft for a record. */
export function startDraft(
  record: RawRecord,
  source: RecordSource,
  { edition, isRich, envelope }: Settings,
  enrichment?: Enrichment,
): Draft {
  const json = new JsonWriter(record.isPlain === true);
  return { json, unmapped: new Unmapped(json), edition, isRich, envelope, record, source, enrichment };
}
