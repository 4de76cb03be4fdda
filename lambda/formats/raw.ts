import { z } from "zod";
import { defineFormat } from "./define-format.ts";

/** The record as CloudTrail wrote it, byte for byte. */
export const raw = defineFormat({
  type: "raw",
  summary: "The record's own bytes, untouched: number forms, escapes, key order and duplicate keys included.",
  output: "json",
  options: z.strictObject({ type: z.literal("raw").meta({ description: "Selects this format." }) }),
  create: () => ({ normalize: (record) => record.bytes }),
});
