import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { z } from "zod";
import { type Context, readSettings } from "./context.ts";
import { ForwarderStack } from "./forwarder-stack.ts";

interface SynthesizeOptions {
  /** What `-c key=value` would give; added to the context of `cdk.json`. */
  readonly context: Context;
  /** Folder for the cloud assembly; made when missing. */
  readonly outdir: string;
  /** False skips esbuild: the template is complete, the function folders are not bundles. */
  readonly bundle: boolean;
  /** File that exports the function's `handler`; default `lambda/handler.ts`. */
  readonly entry?: string;
  /** False leaves out the offline CloudFormation validator, which takes longer than all the rest; default true. */
  readonly validate?: boolean;
}

/** The folder that holds one function's code. */
export interface FunctionAsset {
  /** The function's logical id in the template. */
  readonly logicalId: string;
  /** Absolute path of the folder; its `index.js` exports `handler`. */
  readonly folder: string;
}

export interface SynthesizedStack {
  readonly stackName: string;
  readonly template: Template;
  readonly templatePath: string;
  readonly functionAssets: readonly FunctionAsset[];
}

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

/** A CloudFormation template, as far as its readers rely on its form. */
export type Template = z.output<typeof templateSchema>;

const lambdaCode = z.object({ Code: z.object({ S3Key: z.string() }) });

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Adds the one stack to an app whose context holds the configuration.
 * @throws {ConfigurationError} when the configuration cannot work.
 */
export function addForwarderStack(app: App, entry?: string): ForwarderStack {
  const settings = readSettings(z.record(z.string(), z.unknown()).parse(app.node.getAllContext() ?? {}));
  const { stackName } = settings.config;
  return new ForwarderStack(app, stackName, {
    stackName,
    description: "Forwards CloudTrail log files to their destinations (cloudtrail-forwarder)",
    settings,
    entry,
  });
}

/** The context of `cdk.json`, which only the CDK's command line reads by itself: feature flags above all. */
export function projectContext(): Context {
  return cdkJson.parse(JSON.parse(readFileSync(path.join(ROOT, "cdk.json"), "utf8"))).context;
}

/**
 * Synthesizes the stack inside this process, with the context of `cdk.json` as `cdk synth` would use it.
 * @throws {ConfigurationError} when the configuration cannot work.
 */
export function synthesize({
  context,
  outdir,
  bundle,
  entry,
  validate = true,
}: SynthesizeOptions): SynthesizedStack {
  const app = new App({
    outdir,
    analyticsReporting: false,
    builtinCloudFormationValidation: validate,
    context: {
      ...projectContext(),
      // A template that the offline validator refuses is an exception here, as it is an exit code of `cdk synth`.
      "@aws-cdk/core:appMode": "inmemory",
      ...(bundle ? {} : { "aws:cdk:bundling-stacks": [] }),
      ...context,
    },
  });
  const { artifactId } = addForwarderStack(app, entry);
  const stack = app.synth().getStackArtifact(artifactId);
  const template = templateSchema.parse(stack.template);
  return {
    stackName: stack.stackName,
    template,
    templatePath: stack.templateFullPath,
    functionAssets: functionAssets(template, assetFolders(stack.templateFullPath)),
  };
}

/** Folder of each asset by its hash, from the asset manifest beside the template. */
function assetFolders(templatePath: string): ReadonlyMap<string, string> {
  const manifest = z
    .object({ files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })) })
    .parse(JSON.parse(readFileSync(templatePath.replace(/\.template\.json$/, ".assets.json"), "utf8")));
  return new Map(
    Object.entries(manifest.files).flatMap(([hash, { source }]) =>
      source.path === undefined ? [] : [[hash, path.resolve(path.dirname(templatePath), source.path)]],
    ),
  );
}

function functionAssets(template: Template, folders: ReadonlyMap<string, string>): FunctionAsset[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === "AWS::Lambda::Function")
    .flatMap(([logicalId, resource]) => {
      const hash = path.basename(lambdaCode.parse(resource.Properties).Code.S3Key, ".zip");
      const folder = folders.get(hash);
      return folder === undefined ? [] : [{ logicalId, folder }];
    });
}
