import type { BatchLimits } from "../destinations/define-destination.ts";
import type { NormalizedEvent } from "../types.ts";
import { type Framing, frame } from "./framing.ts";

/** An event as it stands in the body, and the bytes the destination counts for it. */
export interface FramedEvent<Owner> {
  readonly event: NormalizedEvent;
  readonly framed: string | Uint8Array;
  readonly bytes: number;
  /** Whom the outcome is reported to; the batcher does not look at it. */
  readonly owner: Owner;
}

export interface Batch<Owner> {
  readonly entries: readonly FramedEvent<Owner>[];
  /** Exact bytes of the body these entries make, before compression, with what the destination counts beside it. */
  readonly bytes: number;
}

/**
 * Collects events, from whichever objects they come, into batches within a destination's limits.
 *
 * Pure: gives batches back instead of sending them. At most one open batch is held.
 */
export class Batcher<Owner> {
  private readonly framing: Framing;
  private readonly limits: BatchLimits;
  private readonly envelopeBytes: number;
  private readonly separatorBytes: number;
  private entries: FramedEvent<Owner>[] = [];
  private bytes: number;

  constructor(framing: Framing, limits: BatchLimits) {
    this.framing = framing;
    this.limits = limits;
    this.envelopeBytes = Buffer.byteLength(framing.prefix) + Buffer.byteLength(framing.suffix);
    this.separatorBytes = Buffer.byteLength(framing.separator);
    this.bytes = this.envelopeBytes;
  }

  /**
   * Takes one event. Gives the batch that it no longer fitted into, if there is one. An event that fits into no batch
   * is not taken: its size comes back as `oversizeBytes`.
   */
  add(event: NormalizedEvent, owner: Owner): { full?: Batch<Owner>; oversizeBytes?: number } {
    const framed = frame(event, this.framing);
    const size = typeof framed === "string" ? Buffer.byteLength(framed) : framed.length;
    const bytes = size + (this.framing.overheadBytes?.(event) ?? 0);
    if (bytes > this.limits.maxEventBytes || bytes + this.envelopeBytes > this.limits.maxBatchBytes)
      return { oversizeBytes: bytes };
    const isFull =
      this.entries.length >= this.limits.maxBatchEvents ||
      this.bytes + this.separatorBytes + bytes > this.limits.maxBatchBytes;
    const full = this.entries.length > 0 && isFull ? this.drain() : undefined;
    this.bytes += bytes + (this.entries.length === 0 ? 0 : this.separatorBytes);
    this.entries.push({ event, framed, bytes, owner });
    return { full };
  }

  /** The open batch, if it holds anything; the next event opens a new one. */
  drain(): Batch<Owner> | undefined {
    if (this.entries.length === 0) return undefined;
    const batch = { entries: this.entries, bytes: this.bytes };
    this.entries = [];
    this.bytes = this.envelopeBytes;
    return batch;
  }
}
