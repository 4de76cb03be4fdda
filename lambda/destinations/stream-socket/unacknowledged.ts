import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

/**
 * Bytes that were written to a connection and that the other side's kernel has not confirmed yet; undefined where that
 * cannot be told (no Linux, connection gone). Node has no call for it; Linux lists it as `tx_queue`:
 * https://docs.kernel.org/networking/proc_net_tcp.html
 */
export async function unacknowledgedBytes(socket: Socket): Promise<number | undefined> {
  const { localPort, remotePort, localFamily } = socket;
  if (localPort === undefined || remotePort === undefined) return undefined;
  const tables = localFamily === "IPv6" ? ["tcp6"] : ["tcp", "tcp6"];
  for (const table of tables) {
    const text = await readFile(`/proc/net/${table}`, "latin1").catch(() => "");
    const bytes = queueOf(text, localPort, remotePort);
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}

/** `  sl  local_address rem_address   st tx_queue:rx_queue …`, numbers in hex, one line per connection. */
function queueOf(table: string, localPort: number, remotePort: number): number | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  const line = new RegExp(
    `: [0-9A-F]+:${hex(localPort)} [0-9A-F]+:${hex(remotePort)} [0-9A-F]{2} ([0-9A-F]+):`,
  ).exec(table);
  return line?.[1] === undefined ? undefined : Number.parseInt(line[1], 16);
}
