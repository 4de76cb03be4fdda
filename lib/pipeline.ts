import type { PipelineConfig } from "../lambda/contract/config.ts";
import type { ForwarderFunction } from "./function.ts";
import type { IngestQueue } from "./ingest.ts";

/** What one destination needs: its settings, its queue and its function. */
export interface Pipeline {
  readonly settings: PipelineConfig;
  readonly ingest: IngestQueue;
  readonly forwarder: ForwarderFunction;
}
