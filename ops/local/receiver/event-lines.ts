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

/** Where each format keeps the event's id: CloudTrail itself, ECS, OCSF. */
const ID_MARKS = ['"eventID":"', '"eventId":"', '"event.id":"'];

/** The id of an event, where it can be seen without knowing the format. Only for counting duplicates. */
export function eventId(line: Buffer): string | undefined {
  for (const mark of ID_MARKS) {
    const at = line.indexOf(mark);
    if (at >= 0) return line.toString("latin1", at + mark.length, line.indexOf('"', at + mark.length));
  }
  try {
    const { metadata, event } = JSON.parse(line.toString());
    const id: unknown = metadata?.uid ?? event?.id;
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
