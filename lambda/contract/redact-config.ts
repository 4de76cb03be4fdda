import { RE2JS } from "re2js";
import { z } from "zod";
import { compilePath, firstName } from "../redact/path.ts";
import { secretArn } from "./fields.ts";

/** What an event is known and ordered by; hiding it would make duplicates and lose the place of a record. */
export const PROTECTED_FIELDS: ReadonlySet<string> = new Set(["eventID", "eventId", "eventTime"]);

/** A rule's action: an unreadable word, or the same code for the same value. */
export const REDACT_ACTIONS = ["mask", "hash"] as const;

const path = z.string().superRefine((text, context) => {
  try {
    compilePath(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return;
  }
  const first = firstName(text);
  if (first !== undefined && PROTECTED_FIELDS.has(first))
    context.addIssue({
      code: "custom",
      message: `${first} is what an event is known by; it cannot be redacted`,
    });
});

const regex = z.string().superRefine((text, context) => {
  try {
    if (RE2JS.compile(text).matcher("").find())
      context.addIssue({
        code: "custom",
        message: `${JSON.stringify(text)} matches nothing at all; name at least one character`,
      });
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: `${JSON.stringify(text)} is no RE2 regular expression (no look-around, no back-references): ${(error as Error).message}`,
    });
  }
});

/** What is made unreadable before records leave. Off unless asked for. */
export const redactConfig = z
  .strictObject({
    presets: z
      .array(z.enum(["credentials"]))
      .default([])
      .meta({ description: "Ready rules; `credentials` masks session tokens, passwords and other secrets." }),
    rules: z
      .array(
        z
          .strictObject({
            name: z
              .string()
              .regex(/^[a-z][a-z0-9-]{0,63}$/, {
                error: "expected a name of lower-case letters, digits and '-'",
              })
              .meta({ description: "The name its values are counted under." }),
            paths: z
              .array(path)
              .min(1)
              .optional()
              .meta({
                description:
                  "Where: dotted names of the record as CloudTrail wrote it, `*` for any name, `**` for any depth.",
                examples: [["requestParameters.userData", "**.emailAddress"]],
              }),
            pattern: regex.optional().meta({
              description:
                "What: RE2 expression; only what it finds in texts at or below the paths (anywhere without paths) is replaced.",
              examples: ["[a-z0-9.]+@example\\.com"],
            }),
            action: z.enum(REDACT_ACTIONS).default("mask").meta({
              description: "`mask` writes [redacted]; `hash` a keyed SHA-256, equal for equal values.",
            }),
          })
          .refine(({ paths, pattern }) => paths !== undefined || pattern !== undefined, {
            error: "expected paths, a pattern, or both",
          }),
      )
      .default([])
      .meta({ description: "Rules in order; the first that covers a value replaces it." }),
    hashKeySecretArn: secretArn().optional().meta({
      description:
        "Secret holding the key of `hash`, as plain text or in the JSON field `token`; needed by rules that hash.",
    }),
  })
  .superRefine(({ rules, hashKeySecretArn }, context) => {
    const seen = new Set<string>(["credentials"]);
    for (const [index, { name, action }] of rules.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: "custom",
          path: ["rules", index, "name"],
          message: `${JSON.stringify(name)} is taken; values are counted by it, so each rule needs its own`,
        });
      seen.add(name);
      if (action === "hash" && hashKeySecretArn === undefined)
        context.addIssue({
          code: "custom",
          path: ["hashKeySecretArn"],
          message: `rule ${JSON.stringify(name)} hashes, which needs a key: a hash without one is guessed for short values`,
        });
    }
  });

export type RedactConfig = z.output<typeof redactConfig>;
