import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readSettings } from "../../../lib/context.ts";
import { ForwarderStack } from "../../../lib/forwarder-stack.ts";
import { projectContext, type Template } from "../../../lib/synth.ts";
import { STUB_HANDLER } from "./synthesized.ts";

/**
 * Many configurations in one app, each a stack of its own: one synthesis, one run of cdk-nag's AwsSolutions pack and
 * of the offline validator over all of them. Throws with every finding when there is one.
 */
export function synthesizeMany(configurations: ReadonlyMap<string, object>): Map<string, Template> {
  const outdir = mkdtempSync(path.join(tmpdir(), "many-"));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: {
      ...projectContext(),
      "aws:cdk:bundling-stacks": [],
      "@aws-cdk/core:appMode": "inmemory",
      // Warnings are about acts of other people; the sentences themselves have tests of their own.
      "@aws-cdk/core:annotationsInValidationReport": false,
    },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    const stacks = [...configurations].map(([name, forwarder]) => {
      const settings = readSettings({ forwarder });
      const { stackName } = settings.config;
      return [name, new ForwarderStack(app, name, { settings, stackName, entry: STUB_HANDLER })] as const;
    });
    const assembly = app.synth();
    return new Map(
      stacks.map(([name, { artifactId }]) => [name, assembly.getStackArtifact(artifactId).template]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
