import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { pipelinesOf } from "../lambda/contract/config.ts";
import { ENVIRONMENT } from "../lambda/contract/environment.ts";
import type { ForwarderSettings } from "./context.ts";
import { ForwarderFunction } from "./function.ts";
import { IngestQueue } from "./ingest.ts";
import { LedgerTable } from "./ledger.ts";
import { Monitoring } from "./monitoring.ts";
import { announce } from "./notifications/announce.ts";
import { addOutputs } from "./outputs.ts";
import type { Pipeline } from "./pipeline.ts";
import { refuseDeployment } from "./placeholder.ts";
import { RejectStore } from "./reject-store.ts";
import { adoptedSource } from "./source/adopted-source.ts";
import { CreatedSource } from "./source/created-source.ts";
import { warnAboutSource } from "./source/warnings.ts";

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
    warnAboutSource(this, config.source);

    const created = config.source.mode === "create" ? new CreatedSource(this, "Source", config) : undefined;
    const source = created ?? adoptedSource(config);
    const rejects = new RejectStore(this, "Rejects", { config, accessLogs: source.accessLogs });
    const ledger = config.ledger.enabled ? new LedgerTable(this, "Ledger") : undefined;
    const pipelines = pipelinesOf(config).map((pipeline): Pipeline => {
      const ingest = new IngestQueue(this, `Ingest-${pipeline.name}`, { config, pipeline: pipeline.name });
      const { locations } = source;
      const forwarder = new ForwarderFunction(this, `Forwarder-${pipeline.name}`, {
        config,
        pipeline,
        ingest,
        rejects,
        ledger,
        locations,
        entry,
      });
      return { settings: pipeline, ingest, forwarder };
    });
    const queues = pipelines.map(({ ingest }) => ingest);
    const announcement = announce(this, config, source, queues);
    const topic = announcement.trailTopic ?? announcement.target;
    if (config.source.verifySnsSignature && topic)
      for (const { forwarder } of pipelines) forwarder.fn.addEnvironment(ENVIRONMENT.topicArn, topic.arn);
    const readers = pipelines.map(({ forwarder }) => forwarder.role);
    created?.startTrail(readers, announcement.trailTopic);
    const monitoring = new Monitoring(this, "Monitoring", { config, pipelines });
    addOutputs(this, { config, source, rejects, ledger, pipelines, monitoring, announcement });
  }
}
