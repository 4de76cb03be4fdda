import type { RecordFields } from "../../record-fields.ts";
import type { Enrichment, RecordSource } from "../../types.ts";
import type { Extras } from "../envelope.ts";
import type { JsonWriter } from "../json-writer.ts";
import type { Payload, PayloadForm } from "./payloads.ts";
import type { ReadText } from "./texts.ts";

/** What every step of writing one document shares. */
export interface Draft {
  readonly record: RecordFields;
  /** Takes texts as they are: `text` has escaped them. */
  readonly json: JsonWriter;
  /** Reads the record's texts. */
  readonly text: ReadText;
  readonly request: Payload | undefined;
  readonly response: Payload | undefined;
  readonly form: PayloadForm;
  readonly source: RecordSource;
  readonly extras: Extras;
  readonly enrichment?: Enrichment;
}
