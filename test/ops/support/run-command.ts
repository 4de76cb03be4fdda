import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | string | undefined;
}

/** Runs a command of the command line in this process. What it throws is thrown. */
export async function runCommand(
  register: (program: Command) => void,
  argv: readonly string[],
): Promise<CommandResult> {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    jest.spyOn(process[name], "write").mockImplementation((chunk, encoding?: unknown, done?: unknown) => {
      written[name] += Buffer.from(chunk).toString("utf8");
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") callback();
      return true;
    }),
  );
  process.exitCode = undefined;
  try {
    const program = new Command().exitOverride();
    register(program);
    await program.parseAsync(argv, { from: "user" });
    return { ...written, exitCode: process.exitCode };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

/** A folder with these files, gone after the tests of the file. */
export function temporaryFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), "ops-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}
