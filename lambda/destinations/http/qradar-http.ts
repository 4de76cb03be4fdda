import { eventText } from "../../encode/event-text.ts";
import { type Framing, ndjson } from "../../encode/framing.ts";
import { jsonMembers } from "../../encode/json-members.ts";
import type { NormalizedEvent } from "../../types.ts";
import { authOption, ruleOf } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { urlOption } from "./family/options.ts";

/** What the log source's message pattern looks for. */
const FIRST_KEY = "eventVersion";

const framing: Framing = { ...ndjson, contentType: "application/json", wrap: versionFirst };

/** IBM QRadar and Juniper JSA through the HTTP Receiver protocol. */
export const qradarHttp = defineHttpPreset({
  type: "qradar-http",
  summary: "IBM QRadar or Juniper JSA, HTTP Receiver protocol: one record a line, `eventVersion` first.",
  options: {
    url: urlOption("Address of the log source's port.", "https://qradar.example.com:12469/"),
    auth: authOption().optional().meta({
      description:
        "For a proxy in front of the receiver, which itself knows client certificates only (`tlsSecretArn`).",
    }),
  },
  defaultFormat: "raw",
  // "Max Payload Length" of the log source has to be raised with maxEventBytes.
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 500, maxEventBytes: 8_192 },
  largest: { maxEventBytes: 32_000 },
  compressions: ["none"],
  url: ({ url }) => url,
  auth: ({ auth }) => ruleOf(auth),
  framing: () => framing,
});

/** The record with `eventVersion` as its first member, so that one pattern finds the start of every event. */
function versionFirst(event: NormalizedEvent): string {
  const text = eventText(event);
  if (text.startsWith(`{"${FIRST_KEY}"`)) return text;
  if (!/^\s*\{/.test(text)) return text;
  const members = jsonMembers(text);
  const first = members.find(({ key }) => key === FIRST_KEY);
  if (!first) return text;
  const rest = members.filter((member) => member !== first);
  return `{${[first, ...rest].map(({ start, end }) => text.slice(start, end)).join(",")}}`;
}
