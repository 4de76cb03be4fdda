import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { MetricName } from "../../../lambda/contract/metrics.ts";
import { METRIC_NAMESPACE } from "../../../lambda/contract/metrics.ts";

/** A log line that somebody should read. */
export interface Problem {
  readonly level: "WARN" | "ERROR";
  readonly text: string;
}

/** Most problems that are kept; the log file has all of them. */
const MOST_PROBLEMS = 20;

/**
 * Everything the function writes: kept in a file, and read for what the function itself says about its work. Metrics are
 * the CloudWatch embedded ones, summed by name over all invocations; reasons come from the line of each invocation.
 */
export class FunctionLog {
  readonly reasons: Record<string, number> = {};
  readonly problems: Problem[] = [];
  readonly #sums = new Map<string, number>();
  readonly #told = new Set<string>();
  readonly #file: WriteStream;
  readonly #onProblem: (problem: Problem) => void;

  /** `onProblem` hears of each kind of problem once, as soon as it shows. */
  constructor(file: string, onProblem: (problem: Problem) => void = () => {}) {
    this.#file = createWriteStream(file);
    this.#onProblem = onProblem;
  }

  readonly add = (line: string): void => {
    this.#file.write(`${line}\n`);
    if (!line.startsWith("{")) {
      if (line.trim() !== "") this.#note({ level: "ERROR", text: line }, "not JSON");
      return;
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      return;
    }
    if (isObject(parsed)) this.#read(parsed);
  };

  /** Sum of a metric, of one pipeline or of all; 0 when it was never emitted. */
  sum(name: MetricName, pipeline?: string): number {
    return this.#sums.get(pipeline === undefined ? name : `${pipeline}/${name}`) ?? 0;
  }

  async close(): Promise<void> {
    await finished(this.#file.end());
  }

  #read(line: Readonly<Record<string, unknown>>): void {
    const names = metricNames(line._aws);
    for (const name of names)
      for (const key of [name, `${String(line.pipeline)}/${name}`])
        this.#sums.set(key, (this.#sums.get(key) ?? 0) + total(line[name]));
    if (names.length > 0) return;
    const { totals, level, message } = line;
    if (isObject(totals) && isObject(totals.reasons))
      for (const [reason, count] of Object.entries(totals.reasons))
        this.reasons[reason] = (this.reasons[reason] ?? 0) + Number(count);
    if (level === "WARN" || level === "ERROR")
      this.#note(
        { level, text: `${String(message)} ${detailsOf(line)}`.trim() },
        `${message} ${line.reason}`,
      );
  }

  #note(problem: Problem, kind: string): void {
    if (!this.#told.has(kind)) this.#onProblem(problem);
    this.#told.add(kind);
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }
}

/** Names of the metrics of this project that an embedded-metrics line carries. */
function metricNames(header: unknown): string[] {
  if (!isObject(header) || !Array.isArray(header.CloudWatchMetrics)) return [];
  return header.CloudWatchMetrics.filter(isObject)
    .filter(({ Namespace }) => Namespace === METRIC_NAMESPACE)
    .flatMap(({ Metrics }) => (Array.isArray(Metrics) ? Metrics.filter(isObject) : []))
    .map(({ Name }) => String(Name));
}

/** A value, or all values of a metric that was added several times. */
function total(value: unknown): number {
  return Array.isArray(value)
    ? value.reduce<number>((sum, item) => sum + Number(item), 0)
    : Number(value ?? 0);
}

/** The facts of a log line that explain it, without the logger's own fields. */
function detailsOf(line: Readonly<Record<string, unknown>>): string {
  const facts = ["reason", "object", "objects", "why", "example", "error", "errorMessage"];
  const given = facts.filter((name) => line[name] !== undefined);
  return given.map((name) => `${name}: ${textOf(line[name])}`).join(", ");
}

function textOf(value: unknown): string {
  if (isObject(value)) return String(value.message ?? JSON.stringify(value));
  return String(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
