import { EXIT } from "./exit.ts";

/** Standard output with backpressure: a slow reader slows the reading of the files, not the memory. */
export class LineOutput {
  private isClosed = false;

  constructor() {
    // `forwarder normalize … | head` closes the pipe early; that is no error.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.isClosed = true;
      process.exit(EXIT.ok);
    });
  }

  async write(lines: readonly (string | Uint8Array)[]): Promise<void> {
    if (lines.length === 0 || this.isClosed) return;
    const body = lines.every((line) => typeof line === "string")
      ? `${lines.join("\n")}\n`
      : Buffer.concat(
          lines.flatMap((line) => [typeof line === "string" ? Buffer.from(line) : line, NEWLINE]),
        );
    if (!process.stdout.write(body)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }

  /** Waits until everything is with the reader. */
  end(): Promise<void> {
    return new Promise((resolve) => process.stdout.write("", () => resolve()));
  }
}

const NEWLINE = Buffer.from("\n");
