import type { z } from "zod";
import type { Enrichment, RawRecord, RecordSource } from "../types.ts";
import type { EnvelopeHook } from "./envelope.ts";

/** A format with its options applied. */
export interface Format {
  /**
   * One record as one event.
   *
   * Synchronous and deterministic; never changes its input; never throws on a JSON object, however odd. Text results
   * contain no line breaks; bytes are passed on untouched. Record keys can be anything, `__proto__` included: never
   * assign them onto a plain object.
   * @param enrichment facts from elsewhere; they stand where the schema has a place for them, and all others in the
   * provenance namespace. Without them the event is what it would be if nobody had heard of enrichment.
   */
  normalize(record: RawRecord, source: RecordSource, enrichment?: Enrichment): string | Uint8Array;
  /**
   * What it looks at, so that nothing else is read of a record: its bytes only, which it passes on, or its fields. A
   * format that leaves this out takes the parsed record.
   */
  readonly reads?: "bytes" | "fields";
  /** True when it adds no characters beyond ASCII: events of ASCII records are ASCII then, and their bytes need no counting. */
  readonly keepsAscii?: boolean;
}

/** One output schema: its name, its options and how to make it. One file (or folder) and one registry line each. */
export interface FormatDefinition<Type extends string = string, Options extends z.ZodObject = z.ZodObject> {
  readonly type: Type;
  /** One sentence for the generated reference. */
  readonly summary: string;
  /** What one event is: decides which framings fit. */
  readonly output: "json" | "text";
  /** A strict object whose `type` is the literal `type`; every field carries a description. */
  readonly options: Options;
  create(options: z.output<Options>): Format;
  /**
   * Adds provenance and raw text to each event, where the options ask for it (`envelopeFields`). A format whose schema
   * has its own place for them takes the options in `create` instead.
   */
  readonly envelope?: EnvelopeHook;
}

/** Declares a format; only there so that the types of its options are checked where they are written. */
export function defineFormat<Type extends string, Options extends z.ZodObject>(
  definition: FormatDefinition<Type, Options>,
): FormatDefinition<Type, Options> {
  return definition;
}
