import type { Enrichment, RawRecord, RecordSource } from "../../types.ts";
import type { Extras } from "../envelope.ts";
import { JsonWriter } from "../json-writer.ts";
import type { Edition } from "./editions.ts";
import { Unmapped } from "./unmapped.ts";

/** What all events of one format share. */
export type DraftSettings = Pick<Draft, "edition" | "isRich">;

/** What every step of building one event shares. */
export interface Draft {
  readonly json: JsonWriter;
  readonly unmapped: Unmapped;
  readonly edition: Edition;
  /** Whether the finer IAM classes are used. */
  readonly isRich: boolean;
  readonly source: RecordSource;
  /** Provenance and raw text, when they were asked for, and the facts that have no attribute. */
  readonly extras: Extras;
  readonly enrichment?: Enrichment;
}

/** A new draft for a record. */
export function startDraft(
  record: RawRecord,
  source: RecordSource,
  settings: DraftSettings,
  extras: Extras,
  enrichment?: Enrichment,
): Draft {
  const json = new JsonWriter(record.isPlain === true);
  const { edition, isRich } = settings;
  return { json, unmapped: new Unmapped(), edition, isRich, source, extras, enrichment };
}
