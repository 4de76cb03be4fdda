import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { UsageError } from "./exit.ts";

/** A file to read, and the key it would have in a bucket. */
export interface InputFile {
  /** A path, or `-` for standard input. */
  readonly path: string;
  /** Path below the folder it was found in, with `/`; the file's name when it was named itself. */
  readonly key: string;
  /** Whether the file was named itself; such a file is read whatever its name is. */
  readonly isNamed: boolean;
}

/**
 * The files behind paths: folders are searched for files at all depths, in the order of their names.
 * @throws {UsageError} for a path that does not exist
 */
export async function listInput(paths: readonly string[]): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const path of paths) {
    if (path === "-") found.push({ path, key: "stdin", isNamed: true });
    else if (await isFolder(path)) found.push(...(await listFolder(path)));
    else found.push({ path, key: basename(path), isNamed: true });
  }
  return found;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new UsageError(`${path}: no such file or folder; give log files, folders or - for standard input`, {
      cause,
    });
  }
}

async function listFolder(folder: string): Promise<InputFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files
    .sort()
    .map((path) => ({ path, key: relative(folder, path).split(sep).join("/"), isNamed: false }));
}
