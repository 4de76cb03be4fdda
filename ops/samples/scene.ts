import type { Random } from "./random.ts";
import type { Account } from "./world.ts";

/** Where and when one record happens. */
export interface Scene {
  readonly random: Random;
  readonly account: Account;
  /** The other accounts of the organization. */
  readonly neighbours: readonly Account[];
  readonly region: string;
  readonly timeMs: number;
}

export type SampleRecord = Readonly<Record<string, unknown>>;

/** Makes one record; the same scene gives the same record. */
export type Story = (scene: Scene) => SampleRecord;

/** CloudTrail's time: whole seconds. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
