import type { FilterConfig } from "../contract/filter-config.ts";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { compilePattern } from "./pattern.ts";

/** Why a record is kept although a rule would have dropped it, or could not be asked. */
export type HeldReason = "guard" | "dry_run" | "filter_error";

export type FilterVerdict =
  | { readonly keep: true; readonly held?: { readonly reason: HeldReason; readonly rule: string } }
  | { readonly keep: false; readonly rule: string };

export type Filter = (record: CloudTrailRecord) => FilterVerdict;

/** A rule whose question is compiled. */
export interface CompiledRule {
  readonly name: string;
  readonly action: "keep" | "drop";
  readonly matches: (record: CloudTrailRecord) => boolean;
}

const KEEP: FilterVerdict = { keep: true };

/**
 * Compiles a filter: the first rule that matches decides, guarded records are always kept, and in a dry run all are.
 * A rule that throws decides to keep: a broken filter costs money, a lost record costs evidence.
 * @throws {PatternError} for a pattern that the schema would have refused.
 * @example compileFilter(filterConfig.parse({ rules: [] }))({ eventName: "Decrypt" }).keep === true
 */
export function compileFilter(config: FilterConfig): Filter {
  const rules = config.rules.map(({ name, action, when }) => ({
    name,
    action,
    matches: compilePattern(when),
  }));
  const guards = Object.entries(config.guard).map(([name, pattern]) => ({
    name,
    matches: compilePattern(pattern),
  }));
  return filterOf(rules, guards, config);
}

/** The same from compiled rules. */
export function filterOf(
  rules: readonly CompiledRule[],
  guards: readonly Omit<CompiledRule, "action">[],
  { otherwise, dryRun }: Pick<FilterConfig, "otherwise" | "dryRun">,
): Filter {
  const lastVerdict: FilterVerdict = { keep: false, rule: "otherwise" };
  return (record) => {
    let asked = "otherwise";
    try {
      const rule = rules.find(({ name, matches }) => {
        asked = name;
        return matches(record);
      });
      if ((rule?.action ?? otherwise) === "keep") return KEEP;
      const dropped = rule === undefined ? lastVerdict : { keep: false as const, rule: rule.name };
      // Guards are asked only of what would be dropped: the usual record pays nothing for them.
      const guard = guards.find(({ name, matches }) => {
        asked = name;
        return matches(record);
      });
      if (guard) return { keep: true, held: { reason: "guard", rule: guard.name } };
      return dryRun ? { keep: true, held: { reason: "dry_run", rule: dropped.rule } } : dropped;
    } catch {
      return { keep: true, held: { reason: "filter_error", rule: asked } };
    }
  };
}

/** What a filter made of some records. */
export interface Filtered {
  readonly kept: readonly RawRecord[];
  /** Records dropped, by rule. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Records kept against a rule, by reason and rule. */
  readonly held: ReadonlyMap<`${HeldReason}:${string}`, number>;
}

/** Asks the filter of each record; kept ones stay in order, and kept + dropped is what came in. */
export function filterRecords(filter: Filter, records: readonly RawRecord[]): Filtered {
  const kept: RawRecord[] = [];
  const dropped = new Map<string, number>();
  const held = new Map<`${HeldReason}:${string}`, number>();
  for (const record of records) {
    const verdict = filter(record.value);
    if (!verdict.keep) {
      count(dropped, verdict.rule);
      continue;
    }
    kept.push(record);
    if (verdict.held) count(held, `${verdict.held.reason}:${verdict.held.rule}`);
  }
  return { kept, dropped, held };
}

function count<Name extends string>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
