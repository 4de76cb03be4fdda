import Table from "cli-table3";
import { type FilterConfig, filterConfig } from "../../lambda/contract/filter-config.ts";
import { type CompiledRule, compileFilter } from "../../lambda/filter/filter.ts";
import { compilePattern } from "../../lambda/filter/pattern.ts";
import { emptyTotals } from "../../lambda/totals.ts";
import type { CloudTrailRecord } from "../../lambda/types.ts";
import { listInput } from "../input-files.ts";
import { readJsonFile } from "../json-file.ts";
import { readLogFile } from "../log-files.ts";

/** What a filter would do to some log files. */
export interface FilterTrial {
  readonly records: { read: number; kept: number; dropped: number; unreadable: number };
  readonly bytes: { read: number; dropped: number };
  /** By rule, in the order of the filter; `otherwise` at the end. */
  readonly rules: readonly RuleTrial[];
  /** Records that a rule would drop and the guard list keeps, by the name of the guard. */
  readonly guards: Readonly<Record<string, number>>;
  /** Records on which the filter failed; it keeps them. */
  readonly errors: number;
}

interface RuleTrial {
  readonly name: string;
  readonly action: "keep" | "drop";
  /** Records that this rule decides. */
  decides: number;
  /** Records that match it, whoever decides them: 0 for a rule that is never reached or never right. */
  matches: number;
  drops: number;
  droppedBytes: number;
}

/**
 * Tries a filter on log files and gives the report, as a table or as JSON. A dry run is counted like the real thing.
 * @throws {UsageError} for a filter or a path that cannot be read
 */
export async function testFilter(file: string, paths: readonly string[], isJson: boolean): Promise<string> {
  const config = readJsonFile("--test-filter", file, filterConfig);
  const trial = await tryFilter(config, paths);
  return isJson ? `${JSON.stringify(trial, undefined, 2)}\n` : reportOf(trial);
}

async function tryFilter(config: FilterConfig, paths: readonly string[]): Promise<FilterTrial> {
  const filter = compileFilter({ ...config, dryRun: false });
  const rules: (RuleTrial & { readonly test: CompiledRule["matches"] })[] = [
    ...config.rules.map(({ name, action, when }) => newRule(name, action, compilePattern(when))),
    newRule("otherwise", config.otherwise, () => true),
  ];
  const guards = new Map<string, number>();
  const trial = {
    records: { read: 0, kept: 0, dropped: 0, unreadable: 0 },
    bytes: { read: 0, dropped: 0 },
    errors: 0,
  };
  const judge = (record: CloudTrailRecord, bytes: number) => {
    trial.records.read += 1;
    trial.bytes.read += bytes;
    const matching = rules.filter(({ test }) => isMatch(test, record));
    for (const rule of matching) rule.matches += 1;
    const verdict = filter(record);
    const decisive = matching[0];
    if (verdict.keep && verdict.held?.reason === "filter_error") trial.errors += 1;
    else if (decisive) decisive.decides += 1;
    if (verdict.keep) {
      trial.records.kept += 1;
      const guard = verdict.held?.reason === "guard" ? verdict.held.rule : undefined;
      if (guard !== undefined) guards.set(guard, (guards.get(guard) ?? 0) + 1);
      return;
    }
    trial.records.dropped += 1;
    trial.bytes.dropped += bytes;
    if (decisive) {
      decisive.drops += 1;
      decisive.droppedBytes += bytes;
    }
  };
  for (const input of await listInput(paths))
    await readLogFile(input, emptyTotals(), {
      onRejected: () => {
        trial.records.unreadable += 1;
      },
      onRecords: (records, books) => {
        for (const { value, bytes } of records) judge(value, bytes.length);
        books.delivered += records.length;
      },
    });
  return { ...trial, rules: rules.map(({ test: _, ...rule }) => rule), guards: Object.fromEntries(guards) };
}

function newRule(name: string, action: "keep" | "drop", test: CompiledRule["matches"]) {
  return { name, action, decides: 0, matches: 0, drops: 0, droppedBytes: 0, test };
}

function isMatch(test: CompiledRule["matches"], record: CloudTrailRecord): boolean {
  try {
    return test(record);
  } catch {
    // Counted as an error by the filter's own verdict.
    return false;
  }
}

function reportOf({ records, bytes, rules, guards, errors }: FilterTrial): string {
  const table = new Table({
    head: ["rule", "action", "matches", "decides", "drops", "bytes dropped"],
    colAligns: ["left", "left", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, action, matches, decides, drops, droppedBytes } of rules)
    table.push([name, action, matches, decides, drops, droppedBytes]);
  const idle = rules.filter(({ name, decides }) => name !== "otherwise" && decides === 0);
  const lines = [
    table.toString(),
    `${records.read} records read: ${records.kept} kept, ${records.dropped} dropped (${percent(records.dropped, records.read)} of the records, ${percent(bytes.dropped, bytes.read)} of their bytes)`,
    ...Object.entries(guards).map(
      ([name, count]) => `guard "${name}" would keep ${count} of them against a rule`,
    ),
    ...idle.map(({ name, matches }) =>
      matches === 0
        ? `rule "${name}" matches nothing here`
        : `rule "${name}" decides nothing here: rules before it match the same records`,
    ),
    ...(errors > 0 ? [`the filter failed on ${errors} records; it keeps them`] : []),
    ...(records.unreadable > 0 ? [`${records.unreadable} records or files could not be read`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "0 %" : `${((100 * part) / whole).toFixed(1)} %`;
}
