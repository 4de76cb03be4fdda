import { z } from "zod";
import type { Template } from "../../../lib/synth.ts";

/** Reads the IAM policies of a template in a form that a person can compare. */

export interface RenderedStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

const statements = z.array(z.looseObject({ Effect: z.string(), Action: z.unknown() }));
const policy = z.looseObject({ Statement: statements });

const POLICY_PROPERTIES = ["PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument"];

/** Every policy of the template: "<logical id>" or "<logical id>/<policy name>" → its statements, intrinsics as text. */
export function policiesOf(template: Template): Map<string, RenderedStatement[]> {
  const found = new Map<string, RenderedStatement[]>();
  for (const [id, { Properties: properties = {} }] of Object.entries(template.Resources)) {
    for (const name of POLICY_PROPERTIES) {
      const document = policy.safeParse(properties[name]);
      if (document.success)
        found.set(name === "AssumeRolePolicyDocument" ? `${id}/trust` : id, rendered(document.data));
    }
    const inline = z
      .array(z.object({ PolicyName: z.string(), PolicyDocument: policy }))
      .safeParse(properties.Policies);
    for (const { PolicyName, PolicyDocument } of inline.data ?? [])
      found.set(`${id}/${PolicyName}`, rendered(PolicyDocument));
  }
  return found;
}

function rendered(document: z.output<typeof policy>): RenderedStatement[] {
  return document.Statement.map((statement) => render(statement) as RenderedStatement);
}

/** `Ref`, `GetAtt`, `Join` and `Sub` as `<…>` text, so that a whole policy compares as plain JSON. */
export function render(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(render);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [[key, argument] = ["", undefined]] = entries;
  if (entries.length === 1) {
    if (key === "Ref") return `<${argument}>`;
    if (key === "Fn::GetAtt" && Array.isArray(argument)) return `<${argument.join(".")}>`;
    if (key === "Fn::Sub" && typeof argument === "string") return argument.replace(/\$\{([^}]+)\}/g, "<$1>");
    if (key === "Fn::Join" && Array.isArray(argument)) {
      const [separator, parts] = argument;
      return (render(parts) as unknown[]).join(String(separator));
    }
  }
  return Object.fromEntries(entries.map(([name, child]) => [name, render(child)]));
}
