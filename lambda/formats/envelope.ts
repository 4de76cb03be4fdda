import { z } from "zod";
import { FORWARDER_VERSION } from "../contract/version.ts";
import type { Enrichment, RawRecord, RecordSource } from "../types.ts";
import { enrichmentFacts, type Facts } from "./enrichment-facts.ts";
import { appendMembers, freeName, memberKey, quote } from "./json-text.ts";

/**
 * What can travel with an event besides the record itself: where it came from, and its exact text.
 *
 * A format offers it by taking `envelopeFields` into its options. Then it either declares an `envelope` hook, which
 * `createFormat` applies to each event, or it answers the options itself where its schema has a place for them.
 * Nothing is added unless asked.
 */
export const envelopeFields = {
  provenance: z.boolean().optional().meta({
    description:
      "Add where the record came from (bucket, key, version, position, account, organization, tenant, forwarder version).",
  }),
  includeRaw: z
    .boolean()
    .optional()
    .meta({ description: "Add the record's exact text, as CloudTrail wrote it." }),
};

/** The one name that provenance uses; no format writes source fields under it. */
export const PROVENANCE_NAMESPACE = "cloudtrail_forwarder";

/** Facts about the record's way, and about the record from elsewhere. */
export type Provenance = Facts;

/** What the options ask for, about one record. */
export interface Extras {
  readonly provenance: Provenance;
  /** The record's exact text. */
  readonly raw?: string;
}

/** Puts the extras into an event that is finished otherwise. */
export type EnvelopeHook = (
  event: string | Uint8Array,
  extras: Extras,
  record: RawRecord,
) => string | Uint8Array;

export interface EnvelopeOptions {
  readonly provenance?: boolean;
  readonly includeRaw?: boolean;
}

const NO_EXTRAS: Extras = { provenance: [] };

/**
 * The extras that the options ask for, and what enrichment knows; without any, `provenance` is empty and `raw` undefined.
 * @param enrichment without what the format's schema has a place of its own for
 */
export function extrasOf(
  options: EnvelopeOptions,
  record: RawRecord,
  source: RecordSource,
  enrichment?: Enrichment,
): Extras {
  if (!options.provenance && !options.includeRaw && enrichment === undefined) return NO_EXTRAS;
  const facts = enrichmentFacts(enrichment);
  return {
    provenance: options.provenance ? [...provenanceOf(record, source), ...facts] : facts,
    raw: options.includeRaw ? rawText(record) : undefined,
  };
}

/** The record's exact text. */
export function rawText(record: RawRecord): string {
  return Buffer.from(record.bytes.buffer, record.bytes.byteOffset, record.bytes.byteLength).toString("utf8");
}

/** Provenance as an object; undefined when it was not asked for. */
export function provenanceObject(
  provenance: Provenance,
): Readonly<Record<string, string | number>> | undefined {
  return provenance.length === 0 ? undefined : Object.fromEntries(provenance);
}

/** The hook of one-level JSON formats: `cloudtrail_forwarder.bucket`, …, `cloudtrail_forwarder.raw`. */
export const flatEnvelope: EnvelopeHook = (event, extras, record) => {
  const facts =
    extras.raw === undefined ? extras.provenance : [...extras.provenance, ["raw", extras.raw] as const];
  return appendMembers(
    textOfEvent(event),
    members(facts, `${freeName(record.value, PROVENANCE_NAMESPACE)}.`),
  );
};

/** A provenance name where keys are alphanumeric and flat: `version_id` → `ctfVersionId`. */
export function attributeKey(name: string): string {
  return `ctf_${name}`.replace(/_+([A-Za-z0-9]|$)/g, (_, letter: string) => letter.toUpperCase());
}

export function textOfEvent(event: string | Uint8Array): string {
  return typeof event === "string" ? event : Buffer.from(event).toString("utf8");
}

function members(facts: Provenance, prefix: string): string {
  return facts
    .map(([name, value]) => memberKey(prefix + name) + (typeof value === "number" ? value : quote(value)))
    .join(",");
}

/** An enrichment without location and network, for a schema that has places for them. */
export function withoutAddress(enrichment: Enrichment | undefined): Enrichment | undefined {
  return enrichment && { recipient: enrichment.recipient, caller: enrichment.caller };
}

function provenanceOf(record: RawRecord, source: RecordSource): Provenance {
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ["bucket", source.bucket],
    ["key", source.key],
    ["version_id", source.versionId],
    ["ordinal", record.ordinal],
    ["account", source.account],
    ["organization", source.organization],
    ["tenant", source.tenant],
    ["forwarder_version", FORWARDER_VERSION],
  ];
  return facts.filter((fact): fact is readonly [string, string | number] => fact[1] !== undefined);
}
