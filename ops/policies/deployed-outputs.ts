import { readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../exit.ts";

/** What `cdk deploy --outputs-file` writes. */
const cdkOutputs = z.record(z.string(), z.record(z.string(), z.string()));

/** What `aws cloudformation describe-stacks` prints. */
const describedStacks = z.object({
  Stacks: z.array(
    z.object({
      StackName: z.string(),
      Outputs: z.array(z.object({ OutputKey: z.string(), OutputValue: z.string() })).default([]),
    }),
  ),
});

/**
 * The outputs of a deployed stack by name.
 * @throws {UsageError} when the file is neither of the two forms, or is about other stacks.
 */
export function readDeployedOutputs(file: string, stackName: string): ReadonlyMap<string, string> {
  const json = parse(file);
  const described = describedStacks.safeParse(json);
  const stacks = described.success
    ? new Map(
        described.data.Stacks.map(({ StackName, Outputs }) => [
          StackName,
          new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
        ]),
      )
    : new Map(
        Object.entries(cdkOutputs.safeParse(json).data ?? {}).map(([name, outputs]) => [
          name,
          new Map(Object.entries(outputs)),
        ]),
      );
  const outputs = stacks.get(stackName);
  if (outputs) return outputs;
  throw new UsageError(
    `--outputs ${file}: expected the outputs of stack ${stackName}, as \`cdk deploy --outputs-file\` or ` +
      `\`aws cloudformation describe-stacks --stack-name ${stackName}\` writes them, got ${
        stacks.size > 0 ? [...stacks.keys()].join(", ") : "another form"
      }`,
  );
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--outputs ${file}: ${why}`, { cause });
  }
}
