import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { EXIT } from "./exit.ts";
import { readContext } from "./local/run/context.ts";
import { collectHandouts, fileName, type SpelledHandout } from "./policies/collect-handouts.ts";
import { readDeployedOutputs } from "./policies/deployed-outputs.ts";

interface PoliciesOptions {
  readonly context: readonly string[];
  readonly config?: string;
  readonly outputs?: string;
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  readonly out?: string;
}

/** `forwarder policies`: what the stack may not change, for those who may. */
export function register(program: Command): void {
  program
    .command("policies")
    .description(
      "Print the statements and settings that owners of buckets, keys, topics and roles have to apply, because this stack may not: bucket, key and topic policies, the role to read with, notification rules.",
    )
    .option(
      "--context <key=value>",
      "configuration value, as `cdk -c` takes it; again for more",
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .option("--config <file>", "configuration file: a cdk.json, or JSON with the forwarder tree")
    .option(
      "--outputs <file>",
      "outputs of the deployed stack (`cdk deploy --outputs-file`, `aws cloudformation describe-stacks`): every value is then exact",
    )
    .option("--account <id>", "before a deployment: account of the stack", parseAccount)
    .option("--region <name>", "before a deployment: region of the stack")
    .option("--partition <name>", "before a deployment: partition, when the region does not tell it")
    .option("--out <folder>", "write one JSON file for each instead of printing")
    .action(async (options: PoliciesOptions) => {
      process.exitCode = await policies(options);
    });
}

async function policies(options: PoliciesOptions): Promise<number> {
  const stack = await synthesizeQuietly(options);
  const handouts = collectHandouts(stack, {
    place: await placeOf(options),
    deployed:
      options.outputs === undefined ? undefined : readDeployedOutputs(options.outputs, stack.stackName),
  });
  if (options.out === undefined) process.stdout.write(`${jsonText(asObject(handouts))}\n`);
  else await writeFiles(handouts, options.out);
  if (handouts.length === 0) process.stderr.write("Nobody has to apply anything for this configuration.\n");
  const open = [...new Set(handouts.flatMap((handout) => handout.open))];
  if (open.length === 0) return EXIT.ok;
  process.stderr.write(
    `Not known yet, and left in angle brackets: ${open.join(", ")}. Deploy, then give --outputs${
      open.includes("account") || open.includes("region") ? "; --account and --region can be given now" : ""
    }.\n`,
  );
  return EXIT.findings;
}

async function synthesizeQuietly({ context, config }: PoliciesOptions) {
  const { values } = readContext({ pairs: context, configFile: config });
  const outdir = await mkdtemp(join(tmpdir(), "forwarder-policies-"));
  try {
    // Loaded here: CDK takes longer than everything else, and no other command should wait for it.
    const { synthesize } = await import("../lib/synth.ts");
    const quiet = { "@aws-cdk/core:annotationsInValidationReport": false };
    return synthesize({ context: { ...quiet, ...values }, outdir, bundle: false, validate: false });
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** The CDK knows the partition of every region that was there when it was released. */
async function placeOf({ account, region, partition }: PoliciesOptions) {
  const { RegionInfo } = await import("aws-cdk-lib/region-info");
  const known = region === undefined ? undefined : RegionInfo.get(region);
  return {
    account,
    region,
    partition: partition ?? known?.partition ?? "aws",
    urlSuffix: known?.domainSuffix ?? (partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"),
  };
}

async function writeFiles(handouts: readonly SpelledHandout[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, purpose, json } of handouts) {
    const file = join(folder, fileName(name));
    await writeFile(file, `${jsonText(json)}\n`);
    process.stdout.write(`${file}: ${purpose}\n`);
  }
}

function asObject(handouts: readonly SpelledHandout[]): object {
  return Object.fromEntries(handouts.map(({ name, purpose, json }) => [name, { purpose, json }]));
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function parseAccount(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError("Expected an account id of 12 digits.");
  return text;
}
