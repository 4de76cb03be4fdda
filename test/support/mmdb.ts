import { isIPv4 } from "node:net";

/**
 * Writes a small database in MaxMind's format, so that tests need no licensed data.
 * https://maxmind.github.io/MaxMind-DB/
 */

type Value = string | number | readonly Value[] | { readonly [name: string]: Value };

/** A database of single addresses; IPv4 addresses lie at `::a.b.c.d`, as in MaxMind's own. */
export function mmdb(type: string, entries: Readonly<Record<string, Value>>): Buffer {
  const nodes: [Slot, Slot][] = [["none", "none"]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [address, value] of Object.entries(entries)) {
    insert(nodes, bitsOf(address), { at: dataLength });
    const encoded = encode(value);
    data.push(encoded);
    dataLength += encoded.length;
  }
  const tree = Buffer.concat(nodes.flatMap((node) => node.map((slot) => slotBytes(slot, nodes.length))));
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: type,
    description: { en: "for tests" },
    ip_version: 6,
    languages: ["en"],
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
    metadata,
  ]);
}

/** Where a branch of the search tree leads: nowhere, to another node, or to data. */
type Slot = "none" | { readonly node: number } | { readonly at: number };

function insert(nodes: [Slot, Slot][], bits: readonly (0 | 1)[], data: Slot): void {
  let at = 0;
  for (const [depth, bit] of bits.entries()) {
    const node = nodes[at] as [Slot, Slot];
    if (depth === bits.length - 1) node[bit] = data;
    else {
      const next = node[bit];
      if (typeof next === "object" && "node" in next) at = next.node;
      else {
        nodes.push(["none", "none"]);
        at = nodes.length - 1;
        node[bit] = { node: at };
      }
    }
  }
}

function slotBytes(slot: Slot, nodeCount: number): Buffer {
  const value = slot === "none" ? nodeCount : "node" in slot ? slot.node : nodeCount + 16 + slot.at;
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(value, 0, 3);
  return bytes;
}

function bitsOf(address: string): (0 | 1)[] {
  const bytes = isIPv4(address)
    ? [...Array<number>(12).fill(0), ...address.split(".").map(Number)]
    : ipv6Bytes(address);
  return bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((byte >> bit) & 1) as 0 | 1));
}

function ipv6Bytes(address: string): number[] {
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return all.flatMap((group) => [group >> 8, group & 255]);
}

function encode(value: Value): Buffer {
  if (typeof value === "string") return tagged(2, Buffer.from(value));
  if (typeof value === "number") return Number.isInteger(value) ? unsigned(value) : double(value);
  if (Array.isArray(value))
    return counted(
      11,
      value.length,
      value.map((item: Value) => encode(item)),
    );
  const members = Object.entries(value as { readonly [name: string]: Value });
  return counted(
    7,
    members.length,
    members.flatMap(([name, member]) => [encode(name), encode(member)]),
  );
}

function tagged(type: number, payload: Buffer): Buffer {
  return counted(type, payload.length, [payload]);
}

function counted(type: number, count: number, parts: readonly Buffer[]): Buffer {
  const size = count < 29 ? [count] : [29, count - 29];
  const [first = 0, ...more] = size;
  // Types above 7 stand in a byte of their own.
  const head = type <= 7 ? [(type << 5) | first] : [first, type - 7];
  return Buffer.concat([Buffer.from([...head, ...more]), ...parts]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return tagged(6, bytes);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return tagged(3, bytes);
}
