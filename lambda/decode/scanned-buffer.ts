import type { MarkedMembers } from "./member-marks.ts";

/** A buffer in which records stand whole, with what the scanner noted of them. */
export class ScannedBuffer {
  readonly bytes: Buffer;
  /** The same bytes, to be read four at a time. */
  readonly words: DataView;
  readonly members: MarkedMembers;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array, members: MarkedMembers) {
    this.bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.words = new DataView(buffer, byteOffset, byteLength);
    this.members = members;
  }
}
