import { z } from "zod";
import { eventJson } from "../../../encode/event-text.ts";
import type { Framing } from "../../../encode/framing.ts";
import type { NormalizedEvent } from "../../../types.ts";
import { timeOf } from "./record-fields.ts";

/** What stands around each event of Splunk's HTTP Event Collector and its imitators. */
export interface HecEnvelope {
  readonly sourcetype: string;
  readonly index?: string;
  readonly host?: string;
  readonly source?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Options of the envelope, but for the source type. */
export const hecOptions = {
  index: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, { error: "expected the name of an index" })
    .optional()
    .meta({ description: "Index that events go to; left out, the token's own." }),
  host: z.string().min(1).optional().meta({ description: "`host` of every event." }),
  source: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "`source` of every event; left out, the log file's `s3://bucket/key`." }),
  fields: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "Indexed fields of every event; flat text." }),
};

/** One event inside the envelope, which is repeated because it never carries over to the next one. */
export function hecFraming(envelope: HecEnvelope): Framing {
  const { sourcetype, index, host, fields } = envelope;
  const fixed = JSON.stringify({ host, index, sourcetype }).slice(1, -1);
  const ending = fields && Object.keys(fields).length > 0 ? `,"fields":${JSON.stringify(fields)}}` : "}";
  return {
    contentType: "application/json",
    prefix: "",
    separator: "\n",
    suffix: "",
    oneLine: false,
    wrap: (event) => {
      // Seconds: the collector takes no time out of the event itself.
      const ms = timeOf(event);
      const time = ms === undefined ? "" : `"time":${(ms / 1000).toFixed(3)},`;
      const source = envelope.source ?? sourceOf(event);
      const from = source === undefined ? "" : `"source":${JSON.stringify(source)},`;
      return `{${time}${from}${fixed},"event":${eventJson(event)}${ending}`;
    },
  };
}

function sourceOf({ source }: NormalizedEvent): string | undefined {
  return source && `s3://${source.bucket}/${source.key}`;
}
