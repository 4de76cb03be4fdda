import { SingleBar } from "cli-progress";

/** Shows how far a run is. */
export interface Progress {
  update(done: number, total: number): void;
  /** Writes a line without tearing the bar. */
  notice(text: string): void;
  stop(): void;
}

/** Shorter work needs no bar. */
const SHOW_AFTER_MS = 2_000;

/** Without a terminal a line says so this often. */
const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, a plain line now and then otherwise; nothing for work of less than two seconds. */
export function createProgress(stream: NodeJS.WriteStream, what: string): Progress {
  const startedMs = Date.now();
  let bar: SingleBar | undefined;
  let lastLineMs = startedMs;
  return {
    update: (done, total) => {
      const now = Date.now();
      if (now - startedMs < SHOW_AFTER_MS) return;
      if (stream.isTTY) {
        if (!bar) {
          bar = new SingleBar({
            stream,
            format: `{bar} {value} of {total} ${what}`,
            hideCursor: true,
            fps: 5,
          });
          bar.start(total, done);
        }
        bar.setTotal(total);
        bar.update(done);
      } else if (now - lastLineMs >= LINE_EVERY_MS) {
        lastLineMs = now;
        stream.write(`${done} of ${total} ${what}\n`);
      }
    },
    notice: (text) => stream.write(bar ? `\r\u001b[K${text}\n` : `${text}\n`),
    stop: () => bar?.stop(),
  };
}
