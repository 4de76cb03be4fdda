import type { DeploymentOptions } from "../operate/deployment.ts";

export interface RedriveOptions extends DeploymentOptions {
  readonly what: "dlq" | "quarantine";
  readonly reason?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly rate: number;
  readonly dryRun: boolean;
  readonly state: string;
  readonly json: boolean;
}
