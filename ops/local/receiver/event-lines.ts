const NEWLINE = 0x0a;

/** The events of a request body as lines of JSON: NDJSON as it came, the elements of an array or of `Records` one by one. */
export function eventLines(body: Buffer): Buffer[] {
  const start = body.subarray(0, 64).toString("latin1").trimStart();
  if (start.startsWith("[")) return elementsOf(JSON.parse(body.toString()));
  if (start.startsWith('{"Records":[')) {
    const { Records } = JSON.parse(body.toString()) as { Records: unknown };
    return elementsOf(Records);
  }
  return linesOf(body);
}

function elementsOf(value: unknown): Buffer[] {
  return Array.isArray(value) ? value.map((event) => Buffer.from(JSON.stringify(event))) : [];
}

function linesOf(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < body.length) {
    const end = body.indexOf(NEWLINE, start);
    const line = body.subarray(start, end < 0 ? body.length : end);
    if (line.length > 0) lines.push(line);
    start = (end < 0 ? body.length : end) + 1;
  }
  return lines;
}

/** Where CloudTrail itself keeps the event's id; an aggregated record spells it differently. */
const ID_MARKS = ['"eventID":"', '"eventId":"'];

/** Objects that hold the id in OCSF and ECS, and the name it has there. */
const ID_OBJECTS = [
  { mark: '"metadata":{', name: "uid" },
  { mark: '"event":{', name: "id" },
];

/** The id of an event, where it can be seen without parsing the whole event. Only for counting duplicates. */
export function eventId(line: Buffer): string | undefined {
  for (const { mark, name } of ID_OBJECTS) {
    const at = line.indexOf(mark);
    if (at >= 0) return memberOf(line, at + mark.length - 1, name);
  }
  for (const mark of ID_MARKS) {
    const at = line.indexOf(mark);
    if (at >= 0) return line.toString("latin1", at + mark.length, line.indexOf('"', at + mark.length));
  }
  return undefined;
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/** A text member of the object that begins at this byte. */
function memberOf(line: Buffer, start: number, name: string): string | undefined {
  let depth = 0;
  let isText = false;
  for (let at = start; at < line.length; at += 1) {
    const byte = line[at];
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) {
      depth -= 1;
      if (depth === 0) return textMember(line.toString("utf8", start, at + 1), name);
    }
  }
  return undefined;
}

function textMember(json: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)[name];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
