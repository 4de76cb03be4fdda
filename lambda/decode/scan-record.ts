import type { ScannedElement } from "./record-scanner.ts";
import { ScannedBuffer } from "./scanned-buffer.ts";
import { ValueScanner } from "./value-scanner.ts";

/** A record that stands whole in a buffer. */
export interface ScannedRecord {
  readonly buffer: ScannedBuffer;
  readonly element: ScannedElement;
}

const scanner = new ValueScanner();

/** Finds the members of a record once more, now that all of its bytes are in one buffer. */
export function scanRecord(bytes: Uint8Array, element: ScannedElement): ScannedRecord {
  scanner.forgetMembers();
  scanner.begin();
  scanner.scan(bytes, 0);
  const members = scanner.members.taken();
  return {
    buffer: new ScannedBuffer(bytes, members),
    element: {
      ...element,
      start: 0,
      end: bytes.length,
      head: [],
      marksStart: 0,
      marksEnd: members.marks.length,
    },
  };
}
