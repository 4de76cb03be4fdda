import type { Framing } from "../../encode/framing.ts";
import type { NormalizedEvent } from "../../types.ts";
import { type HeaderOptions, syslogHeader } from "./syslog-header.ts";

/** How messages follow each other in a stream (RFC 6587): counted, or each ended by a line break. */
export type MessageFraming = "octet" | "lf";

/** What a product wants to have done to the event before it goes behind the header. */
export type Payload = (event: NormalizedEvent) => string | Uint8Array;

/** Syslog messages as a body that is the very stream of bytes. */
export function syslogFraming(
  framing: MessageFraming,
  header: HeaderOptions,
  payload: Payload = ({ body }) => body,
): Framing {
  const lineBreak = framing === "lf" ? "\n" : "";
  return {
    contentType: "application/octet-stream",
    prefix: "",
    separator: lineBreak,
    suffix: lineBreak,
    oneLine: true,
    wrap: (event) => {
      const head = syslogHeader(event, header);
      const body = payload(event);
      if (framing === "lf") return joined(head, body);
      const bytes =
        Buffer.byteLength(head) + (typeof body === "string" ? Buffer.byteLength(body) : body.length);
      return joined(`${bytes} ${head}`, body);
    },
  };
}

function joined(head: string, body: string | Uint8Array): string | Uint8Array {
  return typeof body === "string" ? head + body : Buffer.concat([Buffer.from(head), body]);
}
