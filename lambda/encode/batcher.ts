import type { BatchLimits } from "../destinations/define-destination.ts";
import type { EventFacts, NormalizedEvent } from "../types.ts";
import { EventBytes } from "./event-bytes.ts";
import { type EventGroup, type Framing, frame } from "./framing.ts";

/** An event that stands in the body of a batch, and the bytes the destination counts for it. */
export interface FramedEvent<Owner> {
  readonly event: EventFacts;
  /** Where it stands: `bodyBytes` of `stored`, from `start` on. */
  readonly stored: EventBytes;
  readonly start: number;
  readonly bodyBytes: number;
  /** `bodyBytes` and what the destination counts beside them. */
  readonly bytes: number;
  readonly group?: EventGroup;
  /** Whom the outcome is reported to; the batcher does not look at it. */
  readonly owner: Owner;
}

const FIRST_BYTES = 256 * 1024;

export interface Batch<Owner> {
  readonly entries: readonly FramedEvent<Owner>[];
  readonly stored: EventBytes;
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
  private stored: EventBytes | undefined;
  /** Size of the batch before, which the next one will have, too. */
  private lastBytes = FIRST_BYTES;
  /** Prefixes of the groups in the open batch, in their order. */
  private groups = new Set<string>();
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
    const group = this.framing.group?.(event);
    const bodyBytes =
      typeof framed === "string"
        ? bytesOf(framed, event.isAscii === true && framed === event.body)
        : framed.length;
    const bytes = bodyBytes + (this.framing.overheadBytes?.(event) ?? 0);
    const groupBytes = group ? Buffer.byteLength(group.prefix) + Buffer.byteLength(group.suffix) : 0;
    const leastBytes = bytes + groupBytes + this.envelopeBytes;
    if (bytes > this.limits.maxEventBytes || leastBytes > this.limits.maxBatchBytes)
      return { oversizeBytes: bytes };
    const isFull =
      this.entries.length >= this.limits.maxBatchEvents ||
      this.bytes + this.separatorBytes + bytes + (this.isOpen(group) ? 0 : groupBytes) >
        this.limits.maxBatchBytes;
    const full = this.entries.length > 0 && isFull ? this.drain() : undefined;
    this.bytes += bytes + (this.entries.length === 0 ? 0 : this.separatorBytes);
    if (!this.isOpen(group)) this.bytes += groupBytes;
    if (group) this.groups.add(group.prefix);
    this.stored ??= new EventBytes(this.framing, Math.max(this.lastBytes, bodyBytes));
    const { stored } = this;
    const start = stored.append(framed, bodyBytes);
    this.entries.push({ event: event.facts ?? event, stored, start, bodyBytes, bytes, group, owner });
    return { full };
  }

  private isOpen(group: EventGroup | undefined): boolean {
    return !group || this.groups.has(group.prefix);
  }

  /** The open batch, if it holds anything; the next event opens a new one. */
  drain(): Batch<Owner> | undefined {
    const { stored } = this;
    if (!stored) return undefined;
    const batch = {
      entries: this.groups.size > 1 ? this.grouped() : this.entries,
      stored,
      bytes: this.bytes,
    };
    this.lastBytes = this.bytes;
    this.entries = [];
    this.stored = undefined;
    this.groups = new Set();
    this.bytes = this.envelopeBytes;
    return batch;
  }

  /** Members of a group side by side, groups in the order of their first event. */
  private grouped(): FramedEvent<Owner>[] {
    const byPrefix = new Map<string, FramedEvent<Owner>[]>([...this.groups].map((prefix) => [prefix, []]));
    for (const entry of this.entries) byPrefix.get(entry.group?.prefix ?? "")?.push(entry);
    return [...byPrefix.values()].flat();
  }
}

/** Bytes of a text in UTF-8. Counting them reads all of it; of ASCII they are known. */
function bytesOf(text: string, isAscii: boolean): number {
  return isAscii ? text.length : Buffer.byteLength(text);
}
