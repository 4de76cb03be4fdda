import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./exit.ts";

/**
 * Makes the folder of a file that an option names, so that a run does not end without its result.
 * @throws {UsageError} when there can be none
 */
export async function prepareResultFile(option: string, file: string | undefined): Promise<void> {
  if (file !== undefined) await asUsage(option, file, () => mkdir(dirname(file), { recursive: true }));
}

/**
 * Writes a result as JSON.
 * @throws {UsageError} when the file cannot be written
 */
export async function writeResultFile(option: string, file: string, result: object): Promise<void> {
  await asUsage(option, file, () => writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`));
}

async function asUsage(option: string, file: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    throw new UsageError(`${option} ${file}: ${(cause as Error).message}`, { cause });
  }
}
