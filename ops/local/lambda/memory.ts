import { readFileSync } from "node:fs";

/** Resident memory of a process in MB: now, and at its peak. */
export interface ResidentMemory {
  readonly nowMb: number;
  readonly peakMb: number;
}

/** Reads Linux's own figures; undefined elsewhere, and when the process has ended. */
export function residentMemory(pid: number): ResidentMemory | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const megabytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
    return { nowMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
  } catch {
    return undefined;
  }
}
