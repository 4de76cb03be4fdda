/** Takes a stream of messages apart, from the RFCs and not from the code that put it together. */

const [NEWLINE, SPACE] = [0x0a, 0x20];

/** Messages that end with a line break. What stands behind the last one is not complete. */
export function linesOf(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0; ; ) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) return found;
    if (end > start) found.push(bytes.subarray(start, end));
    start = end + 1;
  }
}

/** RFC 6587, 3.4.1: each message behind its length in bytes and a space. @throws {Error} where no length stands */
export function countedOf(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(SPACE, at);
    const digits = bytes.toString("latin1", at, space < 0 ? bytes.length : space);
    if (!/^[1-9]\d{0,8}$/.test(digits))
      throw new Error(`expected the length of a message, got ${digits.slice(0, 20)}`);
    const end = space + 1 + Number(digits);
    // The rest of the stream did not come.
    if (space < 0 || end > bytes.length) return found;
    found.push(bytes.subarray(space + 1, end));
    at = end;
  }
  return found;
}

/** RFC 5424, 6: PRI, version, five fields, structured data (whose values may hold escaped quotes and brackets). */
const RFC5424 = /^<\d{1,3}>1 (?:\S+ ){5}(?:-|(?:\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])+) /s;

/** RFC 3164, 4.1: PRI, `Mmm dd hh:mm:ss`, host, tag. */
const RFC3164 = /^<\d{1,3}>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+: /;

/** What stands behind the header. @throws {Error} when there is no such header */
export function payloadOf(message: Buffer, header: "rfc5424" | "rfc3164" | "none"): Buffer {
  if (header === "none") return message;
  const head = (header === "rfc5424" ? RFC5424 : RFC3164).exec(message.toString("latin1"))?.[0];
  if (head === undefined)
    throw new Error(`a message without an ${header} header: ${message.toString("utf8", 0, 60)}`);
  return message.subarray(head.length);
}
