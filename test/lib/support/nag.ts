import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, type Stack, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { addForwarderStack, projectContext } from "../../../lib/synth.ts";
import { STUB_HANDLER } from "./synthesized.ts";

/** The findings of cdk-nag's AwsSolutions pack (and of the offline validator) as one text; empty when there is none. */
export function nagFindings(forwarder: object, change: (stack: Stack) => void = () => {}): string {
  const outdir = mkdtempSync(path.join(tmpdir(), "nag-"));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: {
      ...projectContext(),
      "aws:cdk:bundling-stacks": [],
      "@aws-cdk/core:appMode": "inmemory",
      forwarder,
    },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  change(addForwarderStack(app, STUB_HANDLER));
  try {
    app.synth();
    return "";
  } catch (error) {
    return String(error);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
