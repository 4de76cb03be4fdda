import { giveBack, takeWorkspace } from "./workspace.ts";

/** What stands around and between the events of a body. */
interface Frame {
  readonly prefix: string;
  readonly separator: string;
  readonly suffix: string;
}

/**
 * The events of one batch as they stand in its body, one behind the other.
 *
 * Written as they come and outside of the heap: as texts, a few megabytes of them would be moved by the garbage collector
 * again and again while requests are under way.
 */
export class EventBytes {
  /** Events that were written. */
  count = 0;
  private readonly frame: Frame;
  private buffer: Buffer;
  private end: number;
  /** Whether somebody outside reads this memory, so that it must not be used again. */
  private isLent = false;

  /** @param expectedBytes how many there will be, about; memory that nobody writes to costs nothing */
  constructor(frame: Frame, expectedBytes: number) {
    this.frame = frame;
    this.buffer = takeWorkspace(expectedBytes + Buffer.byteLength(frame.prefix));
    this.end = this.buffer.write(frame.prefix);
  }

  /**
   * Writes an event behind the others; returns where it begins.
   * @param bytes its length in UTF-8
   */
  append(event: string | Uint8Array, bytes: number): number {
    const { separator, suffix } = this.frame;
    // Four bytes at most for each character of the frame.
    this.reserve(bytes + 4 * (separator.length + suffix.length));
    if (this.count > 0) this.end += this.buffer.write(separator, this.end);
    const start = this.end;
    if (typeof event !== "string") this.buffer.set(event, start);
    // As many bytes as characters means ASCII, which goes in without being encoded.
    else this.buffer.write(event, start, bytes === event.length ? "latin1" : "utf8");
    this.end = start + bytes;
    this.count += 1;
    return start;
  }

  /** The body that all events make; only as long as the batch is not settled. */
  body(): Buffer {
    return this.buffer.subarray(0, this.end + this.buffer.write(this.frame.suffix, this.end));
  }

  /** Copies the event that begins at `start`. */
  copyTo(target: Buffer, at: number, start: number, bytes: number): void {
    this.buffer.copy(target, at, start, start + bytes);
  }

  /** The event that begins at `start`, for somebody who keeps it. */
  lend(start: number, bytes: number): Uint8Array {
    this.isLent = true;
    return this.buffer.subarray(start, start + bytes);
  }

  /** To be called when the batch is settled: the memory serves the next one. */
  release(): void {
    if (!this.isLent) giveBack(this.buffer);
    // Whoever came too late would find nothing, and not another batch's events.
    this.isLent = true;
    this.buffer = NOTHING;
  }

  private reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.buffer.length) return;
    const larger = takeWorkspace(Math.max(needed, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.end);
    if (!this.isLent) giveBack(this.buffer);
    this.buffer = larger;
  }
}

const NOTHING = Buffer.alloc(0);
