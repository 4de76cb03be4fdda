import { z } from "zod";
import { DEFAULT_GUARD } from "../filter/guard.ts";
import { compilePattern } from "../filter/pattern.ts";
import { PatternError } from "../filter/pattern-error.ts";

/** A pattern as EventBridge writes them; refused with the place of the mistake. */
function eventPattern() {
  return z.record(z.string(), z.unknown()).superRefine((pattern, context) => {
    try {
      compilePattern(pattern);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      context.addIssue({ code: "custom", path: [...error.path], message: error.message });
    }
  });
}

const ruleName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, {
  error: "expected a name of lower-case letters, digits and '-'",
});

/** The name under which records are counted that no rule decided. */
export const OTHERWISE = "otherwise";

/** Which records are kept and which are dropped. */
export const filterConfig = z
  .strictObject({
    rules: z
      .array(
        z.strictObject({
          name: ruleName.meta({ description: "The name its records are counted under." }),
          action: z.enum(["keep", "drop"]).meta({ description: "What becomes of a record that matches." }),
          when: eventPattern().meta({
            description:
              "Event pattern in EventBridge's syntax, with `regex` (RE2) besides; it sees the record as CloudTrail wrote it.",
            examples: [{ eventSource: ["kms.amazonaws.com"], eventName: ["Decrypt"] }],
          }),
        }),
      )
      .default([])
      .meta({ description: "Rules in order; the first that matches decides." }),
    otherwise: z
      .enum(["keep", "drop"])
      .default("keep")
      .meta({ description: "What becomes of a record that no rule matches." }),
    dryRun: z
      .boolean()
      .default(false)
      .meta({ description: "Count what the rules would drop, and forward everything." }),
    guard: z.record(ruleName, eventPattern()).default(DEFAULT_GUARD).meta({
      description:
        "Records that are kept whatever the rules say: name → event pattern. Setting it replaces the list; {} removes it.",
    }),
  })
  .superRefine(({ rules }, context) => {
    const seen = new Set<string>([OTHERWISE]);
    for (const [index, { name }] of rules.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: "custom",
          path: ["rules", index, "name"],
          message: `${JSON.stringify(name)} is taken; records are counted by it, so each rule needs its own`,
        });
      seen.add(name);
    }
  });

export type FilterConfig = z.output<typeof filterConfig>;
