import { z } from "zod";
import { defineFormat } from "./define-format.ts";
import { type EnvelopeHook, envelopeFields, PROVENANCE_NAMESPACE, provenanceObject } from "./envelope.ts";
import { freeName } from "./json-text.ts";

/** The record as CloudTrail wrote it, byte for byte. */
export const raw = defineFormat({
  type: "raw",
  summary: "The record's own bytes, untouched: number forms, escapes, key order and duplicate keys included.",
  output: "json",
  options: z.strictObject({
    type: z.literal("raw").meta({ description: "Selects this format." }),
    provenance: envelopeFields.provenance,
  }),
  envelope: rawEnvelope(),
  create: () => ({ reads: "bytes", normalize: (record) => record.bytes }),
});

/** Provenance as one more member at the end; the bytes in front of it stay as they are. */
function rawEnvelope(): EnvelopeHook {
  return (event, { provenance }, record) => {
    const bytes = Buffer.from(event);
    const end = bytes.lastIndexOf("}");
    const open = bytes.subarray(0, end);
    // Only an empty object ends with its opening brace here.
    const comma = open.toString("latin1").trimEnd().endsWith("{") ? "" : ",";
    const name = freeName(record.value, PROVENANCE_NAMESPACE);
    const member = `${comma}${JSON.stringify(name)}:${JSON.stringify(provenanceObject(provenance))}}`;
    return Buffer.concat([open, Buffer.from(member)]);
  };
}
