import { z } from "zod";
import { wholeNumber } from "../contract/fields.ts";
import { defineFormat } from "./define-format.ts";
import { attributeKey, envelopeFields, extrasOf } from "./envelope.ts";
import { cutTo, visibleControls } from "./one-line.ts";
import { factsOf, type RecordFacts } from "./record-facts.ts";

/** IBM's Log Event Extended Format, 2.0 or 1.0; see `docs/formats/leef.md` for the keys. */
export const leef = defineFormat({
  type: "leef",
  summary: "Log Event Extended Format (LEEF 2.0 or 1.0), one line per record.",
  output: "text",
  options: z.strictObject({
    type: z.literal("leef").meta({ description: "Selects this format." }),
    version: z
      .enum(["2.0", "1.0"])
      .default("2.0")
      .meta({ description: "LEEF version; 1.0 always uses tabs." }),
    delimiter: z
      .string()
      .regex(/^(tab|[!#$%&'*+,./:;<>?@^_`~-])$/, {
        error: 'expected "tab" or one punctuation character other than =, |, \\, quotes and brackets',
      })
      .default("tab")
      .meta({
        description: "What separates the pairs of LEEF 2.0; in values it becomes a space.",
        examples: ["^"],
      }),
    maxPayloadCharacters: wholeNumber(0, 1_000_000).default(4_000).meta({
      description:
        "Longest `requestParameters` (or `insightDetails`, `summary`), in characters; a longer one is cut and ends with `…`. 0: none.",
    }),
    ...envelopeFields,
  }),
  create: ({ version, delimiter, maxPayloadCharacters, ...envelope }) => {
    const isTab = version === "1.0" || delimiter === "tab";
    const separator = isTab ? "\t" : delimiter;
    const suffix = version === "1.0" ? [] : [isTab ? "x09" : separator];
    return {
      normalize: (record, source, enrichment) => {
        const facts = factsOf(record);
        const extras = extrasOf(envelope, record, source, enrichment);
        const header = [
          "Amazon",
          "AWSCloudTrail",
          facts.eventVersion ?? "unknown",
          facts.eventName ?? "unknown",
        ];
        const pairs = [
          ...attributes(facts, maxPayloadCharacters),
          ...extras.provenance.map(([name, value]) => [attributeKey(name), String(value)] as const),
          ["rawEvent", extras.raw] as const,
        ];
        let text = "";
        for (const [key, value] of pairs) {
          if (value) text += `${text === "" ? "" : separator}${key}=${valueText(value, separator)}`;
        }
        return `LEEF:${[version, ...header.map(headerText), ...suffix].join("|")}|${text}`;
      },
    };
  },
});

function attributes(
  { payload, ...facts }: RecordFacts,
  maxPayload: number,
): readonly (readonly [key: string, value: string | undefined])[] {
  return [
    ["devTime", facts.time?.toString()],
    ["eventID", facts.eventId],
    ["cat", facts.eventSource],
    ["accountName", facts.accountId],
    ["awsRegion", facts.region],
    ["sev", String(facts.severity)],
    ["outcome", facts.outcome],
    ["errorCode", facts.errorCode],
    ["src", facts.ip],
    ["sourceAddress", facts.sourceName],
    ["usrName", facts.actor],
    ["userArn", facts.arn],
    ["userType", facts.userType],
    ["principalId", facts.principalId],
    ["accessKeyId", facts.accessKeyId],
    ["mfaAuthenticated", facts.mfa],
    ["targetName", facts.target],
    ["resource", facts.resources[0]],
    ["resources", facts.resources.length > 1 ? facts.resources.join(",") : undefined],
    ["userAgent", facts.userAgent],
    ["errorMessage", facts.errorMessage],
    ["readOnly", facts.readOnly],
    ["eventCategory", facts.category],
    ["sessionIssuerArn", facts.issuerArn],
    ["policy", facts.policy],
    ["url", facts.url],
    [payload?.field ?? "", payload && maxPayload > 0 ? cutTo(maxPayload, payload.text) : undefined],
  ];
}

/** LEEF knows no escapes: what would end a header field is taken out. */
function headerText(text: string): string {
  return visibleControls(text).replace(/[|\r\n\t]/g, "");
}

// Most values are plain: one test is cheaper than the replacements.
const PLAIN_VALUE = /^[\x20-\x7e]*$/;

/** What would end a value or the line becomes a space. */
function valueText(text: string, separator: string): string {
  const plain = PLAIN_VALUE.test(text) ? text : visibleControls(text).replace(/[\r\n]/g, " ");
  return plain.replaceAll(separator, " ");
}
