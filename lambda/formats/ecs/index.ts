import { z } from "zod";
import { CallKinds } from "../call-kinds.ts";
import { defineFormat } from "../define-format.ts";
import { envelopeFields, extrasOf, withoutAddress } from "../envelope.ts";
import { CallKind } from "./call-kind.ts";
import { ecsDocument } from "./document.ts";
import { Sessions } from "./sessions.ts";
import type { EcsSettings } from "./settings.ts";

/** Elastic Common Schema, as Elastic's own CloudTrail pipeline fills it; see `docs/formats/ecs.md`. */
export const ecs = defineFormat({
  type: "ecs",
  summary:
    "Elastic Common Schema with the `aws.cloudtrail.*` namespace, field for field as Elastic's CloudTrail pipeline.",
  output: "json",
  options: z.strictObject({
    type: z.literal("ecs").meta({ description: "Selects this format." }),
    userId: z.enum(["arn", "principal"]).default("arn").meta({
      description:
        "What `user.id` holds: the ARN of the user or role (Elastic's aws package 9.0.0), or the principal id (8.x).",
    }),
    original: z
      .boolean()
      .default(false)
      .meta({ description: "Keep the record's exact text in `event.original`; `includeRaw` does the same." }),
    categories: z.enum(["elastic", "extended"]).default("elastic").meta({
      description:
        "How `event.category` and `event.type` are found: by Elastic's table, or also by the leading word of the event name.",
    }),
    payloads: z.enum(["both", "text", "flattened"]).default("both").meta({
      description:
        "How request parameters, response elements and the like are kept: as JSON text, as object under `flattened`, or both.",
    }),
    userAgent: z.enum(["parsed", "original"]).default("parsed").meta({
      description:
        "`user_agent`: with name, version, operating system and device where they are recognised, or the original text only.",
    }),
    ...envelopeFields,
  }),
  create: ({ userId, original, categories, payloads, userAgent, provenance, includeRaw }) => {
    const settings: EcsSettings = {
      sessions: new Sessions(userId),
      kinds: new CallKinds((record) => new CallKind(record, categories === "extended")),
      payloads,
      isAgentParsed: userAgent === "parsed",
    };
    const envelope = { provenance, includeRaw: original || includeRaw };
    return {
      reads: "fields",
      keepsAscii: true,
      normalize: (record, source, enrichment) => {
        const extras = extrasOf(envelope, record, source, withoutAddress(enrichment));
        return ecsDocument(record, source, settings, extras, enrichment);
      },
    };
  },
});
