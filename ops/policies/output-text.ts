import { z } from "zod";
import type { Template } from "../../lib/synth.ts";

/** Where a stack is deployed, as far as it is known before it is. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/** The text of an output, and what in it is known only after a deployment. */
export interface OutputText {
  readonly text: string;
  /** Stands in `text` in angle brackets. */
  readonly open: readonly string[];
}

const reference = z.strictObject({ Ref: z.string() });
const attribute = z.strictObject({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) });
const joined = z.strictObject({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) });

/** The value of an output as CloudFormation would print it. */
export function outputText(value: unknown, template: Template, place: Place): OutputText {
  const open = new Set<string>();
  const text = resolve(value, template, place, (name) => {
    open.add(name);
    return `<${name}>`;
  });
  return { text, open: [...open] };
}

type Unknown = (name: string) => string;

function resolve(value: unknown, template: Template, place: Place, unknown: Unknown): string {
  if (typeof value === "string") return value;
  const join = joined.safeParse(value);
  if (join.success) {
    const [separator, parts] = join.data["Fn::Join"];
    return parts.map((part) => resolve(part, template, place, unknown)).join(separator);
  }
  const ref = reference.safeParse(value);
  if (ref.success) return pseudoParameter(ref.data.Ref, place, unknown) ?? unknown(outputOf(value, template));
  const found = attribute.safeParse(value);
  if (!found.success)
    throw new Error(`a handout holds ${JSON.stringify(value)}, which cannot be spelled out`);
  const [logicalId, name] = found.data["Fn::GetAtt"];
  return (
    (name === "Arn" ? queueArn(logicalId, template, place, unknown) : undefined) ??
    unknown(outputOf(value, template))
  );
}

function pseudoParameter(name: string, place: Place, unknown: Unknown): string | undefined {
  switch (name) {
    case "AWS::AccountId":
      return place.account ?? unknown("account");
    case "AWS::Region":
      return place.region ?? unknown("region");
    case "AWS::Partition":
      return place.partition;
    case "AWS::URLSuffix":
      return place.urlSuffix;
    default:
      return undefined;
  }
}

/** Queues are named by the configuration, so that their ARNs are known before they exist. */
function queueArn(logicalId: string, template: Template, place: Place, unknown: Unknown): string | undefined {
  const { Type, Properties } = template.Resources[logicalId] ?? {};
  if (Type !== "AWS::SQS::Queue" || typeof Properties?.QueueName !== "string") return undefined;
  const region = pseudoParameter("AWS::Region", place, unknown);
  const account = pseudoParameter("AWS::AccountId", place, unknown);
  return `arn:${place.partition}:sqs:${region}:${account}:${Properties.QueueName}`;
}

/** The output that will hold this value, or the resource it belongs to. */
function outputOf(value: unknown, template: Template): string {
  const text = JSON.stringify(value);
  const [name] =
    Object.entries(template.Outputs).find(([, output]) => JSON.stringify(output.Value) === text) ?? [];
  return name === undefined ? text.replace(/[^\w:.]+/g, " ").trim() : `output ${name}`;
}
