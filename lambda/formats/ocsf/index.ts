import { z } from "zod";
import { fieldsOf } from "../../record-fields.ts";
import { CallKinds } from "../call-kinds.ts";
import { defineFormat } from "../define-format.ts";
import { envelopeFields, extrasOf } from "../envelope.ts";
import { unplaced } from "./address-members.ts";
import { aggregateEvent } from "./aggregate.ts";
import { callEvent } from "./call-event.ts";
import { CallKind } from "./call-kind.ts";
import { startDraft } from "./draft.ts";
import { editions } from "./editions.ts";
import { baseEvent, detectionFinding } from "./event-class.ts";
import { findingEvent } from "./finding.ts";
import { Sessions } from "./sessions.ts";

/** Open Cybersecurity Schema Framework. The mapping is explained in `docs/formats/ocsf.md`. */
export const ocsf = defineFormat({
  type: "ocsf",
  summary:
    "Open Cybersecurity Schema Framework events: API Activity, Authentication, Account Change, Detection Finding.",
  output: "json",
  options: z.strictObject({
    type: z.literal("ocsf").meta({ description: "Selects this format." }),
    version: z
      .enum(["1.8.0", "1.1.0"])
      .default("1.8.0")
      .meta({ description: "OCSF version of the events; 1.1.0 is what Amazon Security Lake reads." }),
    mode: z.enum(["standard", "rich"]).default("standard").meta({
      description:
        "`standard` uses the classes AWS uses; `rich` adds the finer IAM classes where the version can carry them.",
    }),
    ...envelopeFields,
  }),
  create: ({ version, mode, provenance, includeRaw }) => {
    const edition = editions[version];
    const isRich = mode === "rich" && edition.hasFullIamClasses;
    const settings = { edition, isRich };
    const sessions = new Sessions();
    const kinds = new CallKinds((record) => new CallKind(record, edition));
    const envelope = { provenance, includeRaw };
    return {
      reads: "fields",
      keepsAscii: true,
      normalize: (record, source, enrichment) => {
        const fields = record.fields ?? fieldsOf(record.value);
        const kind = kinds.of(fields);
        const eventClass = kind.selected;
        const hasEndpoint = eventClass !== detectionFinding && eventClass !== baseEvent;
        const extras = extrasOf(envelope, record, source, unplaced(enrichment, edition, hasEndpoint));
        const draft = startDraft(record, source, settings, extras, enrichment);
        if (eventClass === detectionFinding) return findingEvent(record.value, draft);
        if (eventClass === baseEvent) return aggregateEvent(record.value, draft);
        return callEvent(fields, kind, sessions, draft);
      },
    };
  },
});
