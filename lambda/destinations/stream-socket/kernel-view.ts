import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

/** What the kernel knows of a connection. Node has no call for it; Linux lists it: https://docs.kernel.org/networking/proc_net_tcp.html */
export interface KernelView {
  /** Bytes that were written and that the other side's kernel has not confirmed yet; our end of the stream counts one. */
  readonly unconfirmedBytes: number;
  /** Whether the other side ended its stream without having seen the end of ours. */
  readonly wasEndedFirst: boolean;
}

/** States whose peer ended before our end was sent (CLOSE_WAIT, LAST_ACK) or before it had our end (CLOSING). */
const ENDED_FIRST = new Set(["08", "09", "0B"]);

/**
 * Asks the kernel; undefined where it does not tell (no Linux, connection gone). Read in one go, because what an event means
 * depends on what the kernel says at that very moment.
 */
export function kernelView({ localPort, remotePort, localFamily }: Socket): KernelView | undefined {
  if (localPort === undefined || remotePort === undefined) return undefined;
  const tables = localFamily === "IPv6" ? ["tcp6"] : ["tcp", "tcp6"];
  for (const table of tables) {
    const view = viewOf(readTable(table), localPort, remotePort);
    if (view) return view;
  }
  return undefined;
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/net/${name}`, "latin1");
  } catch {
    return ""; // no Linux, or not ours to read: then nothing is known
  }
}

/** `  sl  local_address rem_address   st tx_queue:rx_queue …`, numbers in hex, one line per connection. */
export function viewOf(table: string, localPort: number, remotePort: number): KernelView | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  const line = new RegExp(
    `: [0-9A-F]+:${hex(localPort)} [0-9A-F]+:${hex(remotePort)} ([0-9A-F]{2}) ([0-9A-F]+):`,
  ).exec(table);
  const [, state, queue] = line ?? [];
  if (state === undefined || queue === undefined) return undefined;
  return { unconfirmedBytes: Number.parseInt(queue, 16), wasEndedFirst: ENDED_FIRST.has(state) };
}
