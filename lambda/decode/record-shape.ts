import { fieldIndexOf } from "../record-fields.ts";
import { MEMBER } from "./member-marks.ts";
import type { ScannedBuffer } from "./scanned-buffer.ts";

/** The names of a record's members, in their order. Records of one kind have the same, so few are different. */
export interface RecordShape {
  readonly names: readonly string[];
  /** Where the values go: their index among `FIELD_NAMES`, or `OTHER`. */
  readonly fields: Int8Array;
  /** Whether a name stands there twice. */
  readonly hasDoubles: boolean;
  /** The keys as they are written, quotes included: how long each is, and all of their bytes, four at a time. */
  readonly lengths: Uint16Array;
  readonly words: Int32Array;
}

export const OTHER = -1;

/** Shapes that are remembered. Real log files have some dozens. */
const PLACES = 256;
/** All keys of a shape that is remembered, in words. Real ones have about a hundred. */
const MAX_WORDS = 1_024;
const shapes: (RecordShape | undefined)[] = new Array(PLACES).fill(undefined);

/** The shape of a record whose marks stand at these places: a remembered one where its keys are the same, byte for byte. */
export function shapeOf(buffer: ScannedBuffer, marksStart: number, marksEnd: number): RecordShape {
  const { marks } = buffer.members;
  let hash = 0;
  for (let mark = marksStart; mark < marksEnd; mark += MEMBER) {
    hash = (hash * 31 + (marks[mark + 1] as number) - (marks[mark] as number)) | 0;
  }
  const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
  const known = shapes[place];
  if (known !== undefined && hasKeys(known, buffer, marksStart, marksEnd)) return known;
  const shape = newShape(buffer, marksStart, marksEnd);
  if (shape.words.length <= MAX_WORDS) shapes[place] = shape;
  return shape;
}

function hasKeys(shape: RecordShape, buffer: ScannedBuffer, marksStart: number, marksEnd: number): boolean {
  const { lengths, words: known } = shape;
  if (lengths.length * MEMBER !== marksEnd - marksStart) return false;
  const { words } = buffer;
  const { marks } = buffer.members;
  let word = 0;
  for (let member = 0, mark = marksStart; mark < marksEnd; member += 1, mark += MEMBER) {
    const start = marks[mark] as number;
    const end = marks[mark + 1] as number;
    const last = lastWord(end);
    if (end - start !== lengths[member]) return false;
    for (let at = start; at < last; at += 4) if (words.getInt32(at, true) !== known[word++]) return false;
    if (words.getInt32(last, true) !== known[word++]) return false;
  }
  return true;
}

/** The last word of a key ends with it; that of a key shorter than a word has bytes from before it, too. */
function lastWord(keyEnd: number): number {
  return Math.max(0, keyEnd - 4);
}

function newShape(
  { bytes, words, members }: ScannedBuffer,
  marksStart: number,
  marksEnd: number,
): RecordShape {
  const { marks } = members;
  const names: string[] = [];
  const lengths: number[] = [];
  const keyWords: number[] = [];
  for (let mark = marksStart; mark < marksEnd; mark += MEMBER) {
    const start = marks[mark] as number;
    const end = marks[mark + 1] as number;
    const last = lastWord(end);
    for (let at = start; at < last; at += 4) keyWords.push(words.getInt32(at, true));
    keyWords.push(words.getInt32(last, true));
    lengths.push(end - start);
    names.push(JSON.parse(bytes.toString("utf8", start, end)));
  }
  return {
    names,
    fields: Int8Array.from(names, (name) => fieldIndexOf(name) ?? OTHER),
    hasDoubles: new Set(names).size < names.length,
    lengths: Uint16Array.from(lengths),
    words: Int32Array.from(keyWords),
  };
}
