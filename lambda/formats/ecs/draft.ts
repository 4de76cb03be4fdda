import type { Enrichment, RecordSource } from "../../types.ts";
import type { Extras } from "../envelope.ts";
import type { JsonObject } from "../json-value.ts";
import type { JsonWriter } from "../json-writer.ts";
import type { Actors } from "./actors.ts";
import type { PayloadForm } from "./payloads.ts";
import type { ReadText } from "./texts.ts";

/** What the format's options come to. */
export interface EcsSettings {
  readonly actors: Actors;
  readonly isExtended: boolean;
  readonly payloads: PayloadForm;
  readonly isAgentParsed: boolean;
}

/** What every step of writing one document shares. */
export interface Draft {
  readonly record: JsonObject;
  /** Takes texts as they are: `text` has escaped them. */
  readonly json: JsonWriter;
  /** Reads the record's texts. */
  readonly text: ReadText;
  readonly settings: EcsSettings;
  readonly source: RecordSource;
  readonly extras: Extras;
  readonly enrichment?: Enrichment;
}
