import { z } from "zod";
import { wholeNumber } from "../contract/fields.ts";
import { defineFormat } from "./define-format.ts";
import { attributeKey, envelopeFields, extrasOf } from "./envelope.ts";
import { isIpv6Address } from "./ip-address.ts";
import { cutTo, visibleControls } from "./one-line.ts";
import { factsOf, type RecordFacts } from "./record-facts.ts";

/** ArcSight's Common Event Format, version 0; see `docs/formats/cef.md` for the keys. */
export const cef = defineFormat({
  type: "cef",
  summary: "Common Event Format (CEF:0), one line per record.",
  output: "text",
  options: z.strictObject({
    type: z.literal("cef").meta({ description: "Selects this format." }),
    maxPayloadCharacters: wholeNumber(0, 1_000_000).default(4_000).meta({
      description:
        "Longest `cs4` (request parameters, Insights details or summary), in characters; a longer one is cut and ends with `…`. 0: none.",
    }),
    ...envelopeFields,
  }),
  create: ({ maxPayloadCharacters, ...envelope }) => ({
    normalize: (record, source, enrichment) => {
      const facts = factsOf(record);
      const extras = extrasOf(envelope, record, source, enrichment);
      const header = [
        "Amazon Web Services",
        "CloudTrail",
        facts.eventVersion ?? "unknown",
        `${facts.eventSource ?? "unknown"}:${facts.eventName ?? "unknown"}`,
        facts.eventName ?? "unknown",
        String(facts.severity),
      ];
      const pairs = [
        ...extension(facts, maxPayloadCharacters),
        ...extras.provenance.map(([name, value]) => [attributeKey(name), String(value)] as const),
        ["rawEvent", extras.raw] as const,
      ];
      let text = "";
      for (const [key, value] of pairs) {
        if (value) text += `${text === "" ? "" : " "}${key}=${valueText(value)}`;
      }
      return `CEF:0|${header.map(headerText).join("|")}|${text}`;
    },
  }),
});

type Pair = readonly [key: string, value: string | undefined];

function extension({ payload, ...facts }: RecordFacts, maxPayload: number): readonly Pair[] {
  return [
    ["rt", facts.time?.toString()],
    ["externalId", facts.eventId],
    ["act", facts.eventName],
    ["destinationServiceName", facts.eventSource],
    ["deviceExternalId", facts.accountId],
    ...labelled("cs2", "awsRegion", facts.region),
    ["outcome", facts.outcome],
    ["reason", facts.errorCode],
    ["src", facts.ip],
    // CEF:0 receivers may take IPv4 only in src.
    ...labelled("c6a2", "Source IPv6 Address", facts.ip && isIpv6Address(facts.ip) ? facts.ip : undefined),
    ["sourceServiceName", facts.sourceName],
    ["suser", facts.actor],
    ...labelled("cs1", "userIdentity.arn", facts.arn),
    ...labelled("cs3", "userIdentity.type", facts.userType),
    ["suid", facts.principalId],
    ...labelled("cs5", "userIdentity.accessKeyId", facts.accessKeyId),
    ...labelled("flexString1", "mfaAuthenticated", facts.mfa),
    ["duser", facts.target],
    ...labelled("cs6", "resources", facts.resources.join(",") || undefined),
    ["requestClientApplication", facts.userAgent],
    ["msg", facts.errorMessage],
    ["readOnly", facts.readOnly],
    ["cat", facts.category],
    ...labelled("flexString2", "sessionIssuer.arn", facts.issuerArn),
    ...labelled(
      "cs4",
      payload?.field ?? "",
      payload && maxPayload > 0 ? cutTo(maxPayload, payload.text) : undefined,
    ),
  ];
}

function labelled(key: string, label: string, value: string | undefined): readonly Pair[] {
  return value === undefined
    ? []
    : [
        [key, value],
        [`${key}Label`, label],
      ];
}

/** Header fields escape `\` and `|` and hold no line breaks. */
function headerText(text: string): string {
  return visibleControls(text)
    .replace(/[\\|]/g, "\\$&")
    .replace(/[\r\n]+/g, " ");
}

// Most values are plain: one test is cheaper than four replacements.
const PLAIN_VALUE = /^[\t\x20-\x3c\x3e-\x5b\x5d-\x7e]*$/;

/** Extension values escape `\`, `=`, LF and CR; a pipe stays. */
function valueText(text: string): string {
  if (PLAIN_VALUE.test(text)) return text;
  return visibleControls(text).replace(/[\\=]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
