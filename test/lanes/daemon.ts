import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Software that others wrote, started by a test on a loopback port and ended by it. */

/** True when the command runs. */
export function isInstalled(command: string, ...versionArguments: readonly string[]): boolean {
  return spawnSync(command, versionArguments, { stdio: "ignore" }).status === 0;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export interface Daemon {
  /** What it wrote to its file, line by line. */
  lines(): string[];
  /** Waits until that many lines are there; gives what is there after half a minute otherwise. */
  waitForLines(count: number): Promise<string[]>;
  stop(): Promise<void>;
}

/** A folder with these files, removed when the daemon stops. */
export function workFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "forwarder-lane-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

/** Starts a process and waits until it listens. */
export async function startDaemon(
  command: string,
  options: readonly string[],
  { port, folder, environment = {} }: { port: number; folder: string; environment?: Record<string, string> },
): Promise<Daemon> {
  const child = spawn(command, options, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  await listening(child, port, said);
  const lines = () => linesOf(path.join(folder, "out"));
  return {
    lines,
    waitForLines: async (count) => {
      for (let tries = 0; tries < 300 && lines().length < count; tries += 1) await sleep(100);
      return lines();
    },
    stop: async () => {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        const insist = setTimeout(() => child.kill("SIGKILL"), 5_000);
        child.kill();
        await ended;
        clearTimeout(insist);
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return []; // nothing has arrived yet
  }
}

async function listening(child: ChildProcess, port: number, said: readonly Buffer[]): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) break;
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isOpen) return;
    await sleep(100);
  }
  child.kill();
  throw new Error(`it does not listen on port ${port}; it said: ${Buffer.concat(said).toString("utf8")}`);
}
