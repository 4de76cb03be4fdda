import { createHash } from "node:crypto";

/** A new stream in on-demand mode has four shards. */
const SHARDS = 4n;
const KEY_SPACE = 1n << 128n;

/** Gives out sequence numbers: they grow within a shard, with every record. */
export class Shards {
  readonly #next = new Map<string, bigint>();

  /** The shard whose range the MD5 of the partition key lies in, and the record's number there. */
  place(partitionKey: string): { readonly ShardId: string; readonly SequenceNumber: string } {
    const hash = BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);
    const ShardId = `shardId-${String((hash * SHARDS) / KEY_SPACE).padStart(12, "0")}`;
    const number = this.#next.get(ShardId) ?? FIRST;
    this.#next.set(ShardId, number + 1n);
    return { ShardId, SequenceNumber: String(number) };
  }
}

/** 56 digits, as Kinesis writes them. */
const FIRST = 49_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_001n;
