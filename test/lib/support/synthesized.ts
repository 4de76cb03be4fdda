import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { type SynthesizedStack, synthesize } from "../../../lib/synth.ts";

export const STUB_HANDLER = path.join(__dirname, "stub-handler.ts");

/** One destination, as a stack that may be deployed has. */
export const ONE_DESTINATION = {
  destinations: { main: { type: "https", url: "https://siem.example.com/ingest" } },
};

/** Synthesizes the stack for a `forwarder` context object, without bundling, validating and printing its warnings. */
export function synthesized(forwarder: object, context: Record<string, unknown> = {}): SynthesizedStack {
  const outdir = mkdtempSync(path.join(tmpdir(), "synth-"));
  try {
    const quiet = { "@aws-cdk/core:annotationsInValidationReport": false };
    return synthesize({
      context: { forwarder, ...quiet, ...context },
      outdir,
      bundle: false,
      validate: false,
      entry: STUB_HANDLER,
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function templateOf(forwarder: object): Template {
  return Template.fromJSON(synthesized(forwarder).template);
}
