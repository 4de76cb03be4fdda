import { extrasOf, PROVENANCE_NAMESPACE } from "../envelope.ts";
import { freeName } from "../json-text.ts";
import { unplaced } from "./address-members.ts";
import type { Draft } from "./draft.ts";
import { join, putJson, putObject } from "./json-text.ts";

/**
 * The event as text: `unmapped` with provenance and the facts that have no attribute, and `raw_data`, where they are asked
 * for.
 * @param hasEndpoint whether the event has a `src_endpoint` that says where the caller's address is
 */
export function finishEvent(event: string, draft: Draft, hasEndpoint = false): string {
  const { record, source, unmapped, envelope, edition, enrichment } = draft;
  const rest = unplaced(enrichment, edition, hasEndpoint);
  const { provenance, raw } = extrasOf(envelope, record, source, rest);
  let members = unmapped.members();
  if (provenance.length > 0) {
    const name = freeName(record.value, PROVENANCE_NAMESPACE);
    // Not by the draft's writer, which knows about the record's own texts only. `unmapped` holds texts.
    for (const [fact, value] of provenance)
      members = join(members, `${JSON.stringify(`${name}.${fact}`)}:${JSON.stringify(String(value))}`);
  }
  const whole = putObject(event, '"unmapped":', members);
  return `{${raw === undefined ? whole : putJson(whole, '"raw_data":', JSON.stringify(raw))}}`;
}
