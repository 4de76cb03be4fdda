import type { SynthesizedStack } from "../../lib/synth.ts";
import { UsageError } from "../exit.ts";
import { outputText, type Place } from "./output-text.ts";

/** One thing for somebody to apply, spelled out. */
export interface SpelledHandout {
  /** `BucketPolicy`, `KeyPolicy`, `BucketNotification2`, … */
  readonly name: string;
  readonly purpose: string;
  readonly json: unknown;
  /** Values that only a deployment gives; each stands in `json` in angle brackets. */
  readonly open: readonly string[];
}

const PREFIX = "Handout";

/**
 * What the stack prints for others to apply, in its order: the very values of a deployed stack where its outputs are
 * given, else as far as configuration and place tell them.
 * @throws {UsageError} when the deployed stack lacks an output that this configuration has.
 */
export function collectHandouts(
  { template, stackName }: Pick<SynthesizedStack, "template" | "stackName">,
  known: { readonly place: Place; readonly deployed?: ReadonlyMap<string, string> },
): SpelledHandout[] {
  return Object.entries(template.Outputs)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, { Value, Description }]) => {
      const { text, open } = known.deployed
        ? { text: deployedText(known.deployed, name, stackName), open: [] }
        : outputText(Value, template, known.place);
      return { name: name.slice(PREFIX.length), purpose: String(Description), json: JSON.parse(text), open };
    });
}

function deployedText(deployed: ReadonlyMap<string, string>, name: string, stackName: string): string {
  const text = deployed.get(name);
  if (text !== undefined) return text;
  throw new UsageError(
    `--outputs: stack ${stackName} has no output ${name}, so it was deployed with another configuration; deploy this one, then write its outputs again`,
  );
}

/** File name of a handout: `BucketNotification2` becomes `bucket-notification-2.json`. */
export function fileName(name: string): string {
  return `${name.replace(/(?<=[a-z])(?=[A-Z\d])/g, "-").toLowerCase()}.json`;
}
