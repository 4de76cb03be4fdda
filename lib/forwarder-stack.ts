import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { pipelinesOf } from "../lambda/contract/config.ts";
import type { ForwarderSettings } from "./context.ts";
import { ForwarderFunction } from "./function.ts";
import { IngestQueue } from "./ingest.ts";
import { Monitoring } from "./monitoring.ts";
import { announceByBucket } from "./notifications/bucket-notifications.ts";
import { addOutputs } from "./outputs.ts";
import type { Pipeline } from "./pipeline.ts";
import { refuseDeployment } from "./placeholder.ts";
import { RejectStore } from "./reject-store.ts";
import { CreatedSource } from "./source/created-source.ts";

interface ForwarderStackProps extends StackProps {
  readonly settings: ForwarderSettings;
  /** File that exports the function's `handler`; default `lambda/handler.ts`. */
  readonly entry?: string;
}

/** Everything between CloudTrail and the destinations. */
export class ForwarderStack extends Stack {
  constructor(scope: Construct, id: string, { settings, entry, ...props }: ForwarderStackProps) {
    super(scope, id, props);
    const { config, isPlaceholder } = settings;
    if (isPlaceholder) refuseDeployment(this);

    const source = new CreatedSource(this, "Source", config);
    const rejects = new RejectStore(this, "Rejects", { config, accessLogs: source.accessLogs.bucket });
    const pipelines = pipelinesOf(config).map((pipeline): Pipeline => {
      const ingest = new IngestQueue(this, `Ingest-${pipeline.name}`, { config, pipeline: pipeline.name });
      const forwarder = new ForwarderFunction(this, `Forwarder-${pipeline.name}`, {
        config,
        pipeline,
        ingest,
        rejects,
        locations: source.locations,
        entry,
      });
      return { settings: pipeline, ingest, forwarder };
    });
    announceByBucket(
      this,
      config,
      source.logBucket,
      pipelines.map(({ ingest }) => ingest),
    );
    const monitoring = new Monitoring(this, "Monitoring", { config, pipelines });
    addOutputs(this, { config, locations: source.locations, rejects, pipelines, monitoring });
  }
}
