import type { NormalizedEvent } from "../../types.ts";
import { placeOf, recordText } from "../event-facts.ts";

/** What a syslog header says, besides what the event itself tells. */
export interface HeaderOptions {
  readonly header: "rfc5424" | "rfc3164" | "none";
  /** May hold `{account}` and `{region}`. */
  readonly hostname: string;
  readonly appName: string;
  /** 0 to 23. */
  readonly facility: number;
  /** 0 to 7, for calls without and with an error code. */
  readonly severity: number;
  readonly errorSeverity: number;
  /** With it, RFC 5424 headers carry a structured data element with event id, account and region. */
  readonly enterpriseId?: number;
}

/** Longest fields: RFC 5424, section 6. */
const MAX_HOSTNAME = 255;
const MAX_MESSAGE_ID = 32;

/** The header in front of an event, with the space that ends it; "" when none is wanted. */
export function syslogHeader(event: NormalizedEvent, options: HeaderOptions): string {
  if (options.header === "none") return "";
  const hasError = recordText(event, "errorCode") !== undefined;
  const priority = options.facility * 8 + (hasError ? options.errorSeverity : options.severity);
  const { account = "unknown", region = "unknown" } = placeOf(event);
  const hostname = printable(
    options.hostname.replaceAll("{account}", account).replaceAll("{region}", region),
    MAX_HOSTNAME,
  );
  if (options.header === "rfc3164") {
    return `<${priority}>${oldTimestamp(event.time ?? Date.now())} ${hostname} ${options.appName}: `;
  }
  const timestamp = event.time === undefined ? "-" : new Date(event.time).toISOString();
  const messageId = printable(recordText(event, "eventName") ?? "-", MAX_MESSAGE_ID);
  const data =
    options.enterpriseId === undefined
      ? "-"
      : `[cloudtrail@${options.enterpriseId} eventID="${escaped(event.id)}" account="${account}" region="${region}"]`;
  return `<${priority}>1 ${timestamp} ${hostname} ${options.appName} - ${messageId} ${data} `;
}

/** Printable ASCII without spaces, the alphabet of header fields; never empty. */
function printable(text: string, maxLength: number): string {
  return text.replace(/[^\x21-\x7e]/g, "_").slice(0, maxLength) || "-";
}

/** RFC 5424, 6.3.3: only these three are escaped in a value; control characters have no place in a header. */
function escaped(text: string): string {
  return text
    .replace(/\p{Cc}/gu, "_")
    .slice(0, 256)
    .replace(/["\\\]]/g, "\\$&");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Mmm dd hh:mm:ss` in UTC, the day padded with a space (RFC 3164, 4.1.2). */
function oldTimestamp(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, " ");
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}
