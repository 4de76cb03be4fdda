import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Targets, type TargetsPlan } from "../destinations/targets.ts";
import { selfSignedCertificate } from "../receiver/certificate.ts";
import { Receiver } from "../receiver/receiver.ts";
import { FunctionLog } from "./function-log.ts";
import type { RunOptions } from "./run-options.ts";

/** The files of a run and who writes them. */
export interface Workspace {
  /** Temporary folder; removed at the end unless it is to be kept. */
  readonly folder: string;
  readonly log: FunctionLog;
  readonly logFile: string;
  readonly eventsFile: string;
  /** Set when the embedded receiver is the destination. */
  readonly receiver?: Receiver;
  /** What plays the destinations of the configuration. */
  readonly targets?: Targets;
  readonly certificateFile: string;
  close(): Promise<void>;
}

export async function openWorkspace(options: RunOptions): Promise<Workspace> {
  const { outputFolder, isEmbedded, refuse, keep, onNotice } = options;
  const folder = await mkdtemp(join(tmpdir(), "forwarder-local-"));
  await mkdir(outputFolder, { recursive: true });
  const eventsFile = join(outputFolder, "events.ndjson");
  const logFile = join(outputFolder, "function.log");
  const certificateFile = join(folder, "receiver.pem");
  const receiver = isEmbedded ? await Receiver.start({ eventsFile, certificateFile, refuse }) : undefined;
  const targets = options.targets ? await openTargets(options.targets, options, certificateFile) : undefined;
  const log = new FunctionLog(logFile, ({ level, text }) => onNotice?.(`function ${level}: ${text}`));
  return {
    folder,
    log,
    logFile,
    eventsFile,
    receiver,
    targets,
    certificateFile,
    close: async () => {
      await receiver?.stop();
      await targets?.stop();
      await log.close();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openTargets(
  plan: TargetsPlan,
  { outputFolder, refuse }: RunOptions,
  certificateFile: string,
): Promise<Targets> {
  const certificate = selfSignedCertificate();
  await writeFile(certificateFile, certificate.cert);
  let asked = 0;
  return Targets.open(plan, {
    certificate,
    outputFolder,
    refuse: () => {
      asked += 1;
      return refuse?.(asked);
    },
  });
}
