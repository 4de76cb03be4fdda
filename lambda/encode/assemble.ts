import type { FramedEvent } from "./batcher.ts";
import type { Framing } from "./framing.ts";

/** The body of entries that do not stand there as one: parts of a batch, and batches with something around groups. */

type Entries = readonly FramedEvent<unknown>[];

/** Its length in bytes. */
export function bodyLength(entries: Entries, framing: Framing): number {
  let total = 0;
  eachPart(entries, framing, (part) => {
    total += typeof part === "string" ? Buffer.byteLength(part) : part.bodyBytes;
  });
  return total;
}

/** Writes it to the beginning of a buffer that is long enough. */
export function writeBody(entries: Entries, framing: Framing, buffer: Buffer): void {
  let at = 0;
  eachPart(entries, framing, (part) => {
    if (typeof part === "string") at += buffer.write(part, at);
    else {
      part.stored.copyTo(buffer, at, part.start, part.bodyBytes);
      at += part.bodyBytes;
    }
  });
}

/** Texts around events, and events, one behind the other. */
function eachPart(
  entries: Entries,
  framing: Framing,
  visit: (part: string | FramedEvent<unknown>) => void,
): void {
  let previous: FramedEvent<unknown> | undefined;
  visit(framing.prefix);
  for (const entry of entries) {
    const { group } = entry;
    const isFirst = !previous || previous.group?.prefix !== group?.prefix;
    if (isFirst && previous?.group) visit(previous.group.suffix);
    if (previous) visit(framing.separator);
    if (isFirst && group) visit(group.prefix);
    visit(entry);
    previous = entry;
  }
  if (previous?.group) visit(previous.group.suffix);
  visit(framing.suffix);
}
