import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../../lib/synth.ts";
import { runLocal } from "../../../ops/local/run/run-local.ts";
import type { RunOptions, RunResult } from "../../../ops/local/run/run-options.ts";
import type { StackSource } from "../../../ops/local/template/template.ts";

const QUIET = { "@aws-cdk/core:annotationsInValidationReport": false };

/** The forwarder's bundle, made once; templates of other configurations use the same. */
export class Bundle {
  readonly #outdir = mkdtempSync(join(tmpdir(), "e2e-bundle-"));
  readonly #folder: string;

  constructor() {
    const context = { ...QUIET, forwarder: { destinations: { main: destination("https://127.0.0.1/") } } };
    const { functionAssets } = synthesize({ context, outdir: this.#outdir, bundle: true, validate: false });
    this.#folder = functionAssets[0]?.folder ?? "";
  }

  /** The stack of a configuration with this receiver as its destination, or as each of several. */
  stack(forwarder: object, receiverUrl: string, names: readonly string[] = ["main"]): StackSource {
    return this.stackWith(forwarder, Object.fromEntries(names.map((name) => [name, receiverUrl])));
  }

  /** The same with a receiver of its own for each destination. */
  stackWith(forwarder: object, urls: Readonly<Record<string, string>>): StackSource {
    const destinations = Object.fromEntries(
      Object.entries(urls).map(([name, url]) => [name, destination(url)]),
    );
    return this.stackOf({ forwarder: { ...forwarder, destinations } });
  }

  /** The stack of a whole context. */
  stackOf(context: Readonly<Record<string, unknown>>): StackSource {
    const outdir = mkdtempSync(join(tmpdir(), "e2e-synth-"));
    try {
      const { stackName, template } = synthesize({
        context: { ...QUIET, ...context },
        outdir,
        bundle: false,
        validate: false,
      });
      const functions = Object.entries(template.Resources).filter(
        ([, { Type }]) => Type === "AWS::Lambda::Function",
      );
      return {
        stackName,
        template,
        functionAssets: functions.map(([logicalId]) => ({ logicalId, folder: this.#folder })),
      };
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  }

  remove(): void {
    rmSync(this.#outdir, { recursive: true, force: true });
  }
}

/** Records as they are, so that what arrives can be compared byte for byte. */
function destination(url: string): object {
  return { type: "https", url, format: { type: "raw" } };
}

interface E2eRun extends RunResult {
  /** Every event that arrived, sorted. */
  readonly events: readonly string[];
}

/** `forwarder local` in this process. */
export async function forwardLocally(
  bundle: Bundle,
  forwarder: object,
  {
    names,
    ...options
  }: { readonly input: readonly string[]; readonly names?: readonly string[] } & Partial<RunOptions>,
): Promise<E2eRun> {
  const outputFolder = mkdtempSync(join(tmpdir(), "e2e-output-"));
  try {
    const result = await runLocal({
      synthesize: ({ receiverUrl = "" }) => bundle.stack(forwarder, receiverUrl, names),
      notify: true,
      secrets: new Map(),
      isEmbedded: true,
      outputFolder,
      keep: false,
      timeScale: 6_000,
      ...options,
    });
    return { ...result, events: linesOf(join(outputFolder, "events.ndjson")).sort() };
  } finally {
    rmSync(outputFolder, { recursive: true, force: true });
  }
}

export function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}
