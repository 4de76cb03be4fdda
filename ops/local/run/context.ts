import { readFileSync } from "node:fs";
import { UsageError } from "../../exit.ts";
import { isObject } from "../aws/input.ts";

/** CDK context of a run. */
export interface RunContext {
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the context names a destination; otherwise the embedded receiver is it. */
  readonly hasDestination: boolean;
}

interface Sources {
  /** `KEY=VALUE`, as given. */
  readonly pairs: readonly string[];
  /** A `cdk.json`, a file with a `forwarder` tree, or the tree itself. */
  readonly configFile?: string;
}

/**
 * Reads the context of a run: the file's tree, then the single values. The project's own `cdk.json` counts only when it
 * is named, so that a plain run never sends samples to a real destination.
 */
export function readContext({ pairs, configFile }: Sources): RunContext {
  const tree = configFile === undefined ? {} : readTree(configFile);
  const values: Record<string, unknown> = { forwarder: tree };
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw new UsageError(`--context: expected KEY=VALUE, got ${JSON.stringify(pair)}`);
    values[key] = value;
  }
  const named = isObject(tree.destinations) && Object.keys(tree.destinations).length > 0;
  return {
    values,
    hasDestination: named || Object.keys(values).some((key) => key.startsWith("forwarder.destinations")),
  };
}

function readTree(file: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UsageError(`--config ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  if (!isObject(parsed)) throw new UsageError(`--config ${file}: expected a JSON object`);
  const context = isObject(parsed.context) ? parsed.context : parsed;
  return isObject(context.forwarder) ? context.forwarder : parsed.context === undefined ? context : {};
}
