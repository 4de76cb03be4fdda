import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { FunctionHost } from "../../../ops/local/lambda/function-host.ts";
import type { World } from "./world.ts";

const ROOT = path.join(__dirname, "../../..");

/** Bundles the function as the stack does, into a folder of its own; gives the folder. */
export async function bundleFunction(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "function-"));
  await build({
    entryPoints: [path.join(ROOT, "lambda/handler.ts")],
    outfile: path.join(folder, "index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return folder;
}

/** A host that runs the bundle in processes of their own, behind the Lambda Runtime API, for this world. */
export function hostFunction(
  world: World,
  bundle: string,
  { memoryMb = 512, timeoutSeconds = 30 } = {},
): Promise<FunctionHost> {
  return FunctionHost.create({
    spec: {
      name: "main",
      arn: "arn:aws:lambda:us-east-1:111122223333:function:main",
      assetPath: bundle,
      handler: "index.handler",
      runtime: "nodejs24.x",
      memoryMb,
      timeoutSeconds,
      environment: world.functionEnvironment,
      logGroup: "main",
      logFormat: "JSON",
    },
    awsEndpoint: world.aws.endpoint,
    accessKeyId: "ASIAFUNCTION",
  });
}
