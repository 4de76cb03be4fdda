import { readFileSync } from "node:fs";
import type { z } from "zod";
import { UsageError } from "./exit.ts";

/**
 * A JSON file that a schema accepts.
 * @throws {UsageError} with the option's name and one line for every mistake
 */
export function readJsonFile<Schema extends z.ZodType>(
  option: string,
  file: string,
  schema: Schema,
): z.output<Schema> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UsageError(`${option} ${file}: ${(cause as Error).message}`, { cause });
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${option} ${file}: ${issue.path.join(".") || "the file"}: ${issue.message}`,
  );
  throw new UsageError(problems.join("\n"));
}
