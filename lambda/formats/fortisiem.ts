import { z } from "zod";
import { defineFormat } from "./define-format.ts";
import { type EnvelopeHook, envelopeFields, PROVENANCE_NAMESPACE, textOfEvent } from "./envelope.ts";
import { isoOfMs, recordTimeMs, timeMs } from "./event-time.ts";
import { type FlattenRules, visitRecord } from "./flatten.ts";
import { freeName } from "./json-text.ts";
import { visibleControls } from "./one-line.ts";

/**
 * FortiSIEM's own line form of a CloudTrail record:
 * `Fri Oct 10 14:19:45 2014 FortiSIEM-CloudTrail [awsRegion]=us-east-1 [eventID]=… [userIdentity/type]=Root`.
 *
 * Pairs are sorted by their key in ASCII order and separated by one space; nesting is joined with `/`, an array index
 * is a step. The date is when the log file arrived (UTC), else the event's time.
 */
export const fortisiem = defineFormat({
  type: "fortisiem",
  summary:
    "The line FortiSIEM's CloudTrail parser reads: `<date> FortiSIEM-CloudTrail [key]=value …`, keys sorted.",
  output: "text",
  options: z.strictObject({
    type: z.literal("fortisiem").meta({ description: "Selects this format." }),
    legacyEventSource: z.boolean().default(false).meta({
      description: "Write `eventSource` as old parsers know it: `EC2` instead of `ec2.amazonaws.com`.",
    }),
    ...envelopeFields,
  }),
  envelope: bracketEnvelope(),
  create: ({ legacyEventSource }) => ({
    keepsAscii: true,
    normalize: ({ value: record }, source) => {
      const pairs: (readonly [path: string, text: string])[] = [];
      visitRecord(record, RULES, (path, leaf) => {
        const isLegacy = legacyEventSource && path === "eventSource" && typeof leaf === "string";
        pairs.push([path, isLegacy ? legacySource(leaf) : String(leaf)]);
      });
      pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const received = timeMs(isoOfMs(source.receivedMs)) ?? recordTimeMs(record) ?? 0;
      return `${asctime(received)} FortiSIEM-CloudTrail${pairs.map(([path, text]) => pair(path, text)).join("")}`;
    },
  }),
});

const RULES: FlattenRules = {
  separator: "/",
  keepsEmpty: false,
  // A backslash in front of what ends a step or a key, and of keys that look like an array index.
  step: (key) => {
    if (/^[A-Za-z][\w.:-]*$/.test(key)) return key;
    return /^\d+$/.test(key) ? `\\${key}` : escaped(key).replace(/[/\]]/g, "\\$&");
  },
};

function pair(path: string, text: string): string {
  return ` [${path}]=${PLAIN_VALUE.test(text) ? text : escaped(text)}`;
}

// Most values are plain: one test is cheaper than the replacements.
const PLAIN_VALUE = /^[\x20-\x5a\x5d-\x7e]*$/;

/** One line, and never the ` [` that starts the next pair. Backslash, LF, CR and controls as in JSON. */
function escaped(text: string): string {
  return visibleControls(text.replaceAll("\\", "\\\\"))
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll(" [", " \\[");
}

function legacySource(eventSource: string): string {
  return eventSource.endsWith(".amazonaws.com")
    ? (eventSource.split(".", 1)[0] ?? eventSource).toUpperCase()
    : eventSource;
}

/** C's `asctime`, in UTC: `Fri Oct 10 14:44:23 2014`, the day padded with a space. */
function asctime(time: number): string {
  const [, day = "", month = "", year = "", clock = ""] =
    /^(\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString().slice(5)) ?? [];
  const weekday = new Date(time).toUTCString().slice(0, 3);
  return `${weekday} ${month} ${String(Number(day)).padStart(2, " ")} ${clock} ${year}`;
}

function bracketEnvelope(): EnvelopeHook {
  return (event, { provenance, raw }, record) => {
    const prefix = freeName(record.value, PROVENANCE_NAMESPACE);
    const facts = raw === undefined ? provenance : [...provenance, ["raw", raw] as const];
    return (
      textOfEvent(event) + facts.map(([name, value]) => pair(`${prefix}/${name}`, String(value))).join("")
    );
  };
}
