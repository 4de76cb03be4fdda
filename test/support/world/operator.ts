import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import * as backfill from "../../../ops/backfill.ts";
import * as reconcile from "../../../ops/reconcile.ts";
import * as redrive from "../../../ops/redrive.ts";
import * as trace from "../../../ops/trace.ts";
import { BUCKET } from "../invocation.ts";
import { REJECTS, type World } from "./world.ts";

/** What a command did. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  /** Lines of `--json`. */
  readonly json: readonly Record<string, unknown>[];
}

/** An operator at the world's AWS, with a folder for state files. */
export class Operator {
  readonly folder = mkdtempSync(path.join(tmpdir(), "operator-"));
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  leave(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Runs a command with everything that says where to work. @throws what the command throws */
  async run(command: string, ...argv: readonly string[]): Promise<CommandResult> {
    const program = new Command("forwarder").exitOverride();
    for (const { register } of [backfill, reconcile, redrive, trace]) register(program);
    const { queues } = this.#world.aws.state;
    const places = [
      ...["--logs", `s3://${BUCKET}/AWSLogs/`],
      ...["--queue-url", queues.urlOf(this.#world.queue)],
      ...["--dlq-url", queues.urlOf(this.#world.deadLetters)],
      ...["--reject-bucket", REJECTS],
      ...["--ledger-table", "ledger"],
    ];
    const written: string[] = [];
    const out = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const before = process.exitCode;
    process.exitCode = 0;
    try {
      await program.parseAsync(["node", "forwarder", command, ...argv, ...places]);
      const text = written.join("");
      const json = argv.includes("--json")
        ? text
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line))
        : [];
      return { code: Number(process.exitCode), out: text, json };
    } finally {
      process.exitCode = before;
      out.mockRestore();
    }
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }
}
