import { formatObjectKey } from "../../lambda/decode/object-key.ts";
import { Random } from "./random.ts";
import type { SampleRecord, Scene } from "./scene.ts";
import { type Account, ORGANIZATION } from "./world.ts";

/** One object of a sample bucket. */
export interface SampleFile {
  readonly key: string;
  /** The uncompressed text in pieces; the same pieces however often it is asked for. */
  readonly text: () => Iterable<string>;
}

/** A log file's place: whose, where, and which five minutes. */
export interface FilePlace {
  readonly accounts: readonly Account[];
  readonly account: Account;
  readonly kind: string;
  readonly region: string;
  readonly slotMs: number;
}

export const SLOT_MS = 300_000;

/** Pieces of this many characters: enough for gzip, nothing for memory. */
const PIECE_LENGTH = 65_536;

export function keyOf(place: FilePlace, random: Random): string {
  const { account, kind, region, slotMs } = place;
  const delivered = new Date(slotMs + SLOT_MS).toISOString();
  const minute = `${delivered.slice(0, 16).replace(/[-:]/g, "")}Z`;
  return formatObjectKey({
    prefix: "",
    // One account has a trail of its own, the others are members of an organization's.
    organization: account === place.accounts[0] ? undefined : ORGANIZATION,
    account: account.id,
    kind,
    region,
    date: delivered.slice(0, 10),
    file: `${account.id}_${kind}_${region}_${minute}_${random.alphanumeric(16)}.json.gz`,
  });
}

/** Ends a file: after so many records, or with the record that reaches so many bytes. */
export type FileEnd = { readonly records: number } | { readonly bytes: number };

/** May remember what it made before: one is made anew for each reading of a file. */
export type RecordMaker = (scene: Scene) => SampleRecord;

/** A log file whose records are made while it is read. */
export function recordFile(
  seed: string,
  place: FilePlace,
  end: FileEnd,
  makeRecorder: () => RecordMaker,
): SampleFile {
  return {
    key: keyOf(place, new Random(`${seed}/key`)),
    text: () => recordTexts(new Random(`${seed}/records`), place, end, makeRecorder()),
  };
}

function* recordTexts(
  random: Random,
  place: FilePlace,
  end: FileEnd,
  makeRecord: RecordMaker,
): Generator<string> {
  const neighbours = place.accounts.filter((account) => account !== place.account);
  const account = callersOf(place.account, random);
  let piece = '{"Records":[';
  let bytes = piece.length + 2;
  for (let count = 0; "records" in end ? count < end.records : bytes < end.bytes; count += 1) {
    const timeMs = place.slotMs + random.int(0, SLOT_MS / 1000 - 1) * 1000;
    const record = makeRecord({ random, account, neighbours, region: place.region, timeMs });
    const text = `${count === 0 ? "" : ","}${JSON.stringify(record)}`;
    if ("bytes" in end) bytes += Buffer.byteLength(text);
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}]}`;
}

/** Within five minutes only a few of an account's callers are awake. */
function callersOf(account: Account, random: Random): Account {
  const sessions = Array.from({ length: 4 }, () => random.pickSkewed(account.sessions));
  const users = Array.from({ length: 2 }, () => random.pickSkewed(account.users));
  return { ...account, sessions, users };
}

/** A file whose text is known at once. */
export function plainFile(key: string, value: () => unknown): SampleFile {
  return { key, text: () => [JSON.stringify(value())] };
}
