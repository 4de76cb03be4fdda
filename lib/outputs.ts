import { Annotations, Aws, CfnCondition, CfnOutput, Fn, type Stack } from "aws-cdk-lib";
import { rideThroughSeconds } from "../lambda/contract/backoff.ts";
import type { ForwarderConfig } from "../lambda/contract/config.ts";
import type { LedgerTable } from "./ledger.ts";
import type { Monitoring } from "./monitoring.ts";
import { pascalCase, trailAccount, trailArn } from "./names.ts";
import type { Announcement } from "./notifications/announce.ts";
import type { Pipeline } from "./pipeline.ts";
import { handoutsOf } from "./policies/handouts.ts";
import type { RejectStore } from "./reject-store.ts";
import type { LogSource } from "./source/log-source.ts";

interface OutputFacts {
  readonly config: ForwarderConfig;
  readonly source: LogSource;
  readonly rejects: RejectStore;
  readonly ledger?: LedgerTable;
  readonly pipelines: readonly Pipeline[];
  readonly monitoring: Monitoring;
  readonly announcement: Announcement;
}

/** What an operator needs after a deployment, named so that it is found in a list. */
export function addOutputs(stack: Stack, facts: OutputFacts): void {
  const { config, source, rejects, ledger, pipelines, monitoring } = facts;
  const output = (name: string, value: string, description: string) =>
    new CfnOutput(stack, name, { value, description });

  output(
    "LogBuckets",
    source.locations.map(({ bucketName, folder }) => `s3://${bucketName}/${folder}`).join(","),
    "Where log files are read from",
  );
  output("RejectBucket", rejects.bucket.bucketName, "Keeps what can never be forwarded, with its reason");
  if (ledger) output("LedgerTable", ledger.table.tableName, "Remembers what became of each log file");
  output(
    "Dashboard",
    dashboardLink(stack, monitoring.dashboardName),
    "The dashboard in the CloudWatch console",
  );
  const ride = hours(rideThroughSeconds(config.queue));
  output(
    "RideThrough",
    ride,
    "How long a destination may be down before messages move to the dead-letter queue",
  );
  // Said at synth as well: the template is not what anybody reads.
  Annotations.of(stack).addInfo(
    `a destination may be down for ${ride} before the first message moves to the dead-letter queue (queue.rideThroughHours asks for ${config.queue.rideThroughHours})`,
  );
  for (const { settings, ingest, forwarder } of pipelines) {
    const name = pascalCase(settings.name);
    output(`${name}QueueUrl`, ingest.queue.queueUrl, `Queue of "${settings.name}"`);
    output(
      `${name}DeadLetterQueueUrl`,
      ingest.deadLetterQueue.queueUrl,
      `Messages of "${settings.name}" that gave up`,
    );
    output(`${name}Function`, forwarder.fn.functionName, `Function of "${settings.name}"`);
    output(`${name}FunctionRole`, forwarder.role.roleArn, "Role of that function, for policies elsewhere");
    output(`${name}LogGroup`, forwarder.logGroup.logGroupName, `Log of that function`);
  }
  for (const { name, purpose, json } of handouts(facts))
    output(`Handout${name}`, stack.toJsonString(json), purpose);
}

function handouts({ config, source, pipelines, announcement }: OutputFacts) {
  const { mode, trailArn: adoptedTrail } = config.source;
  return handoutsOf(config, {
    partition: Aws.PARTITION,
    account: Aws.ACCOUNT_ID,
    trailArn: mode === "create" ? trailArn(config) : adoptedTrail,
    trailAccount: trailAccount(config),
    locations: source.locations,
    roleArns: pipelines.map(({ forwarder }) => forwarder.role.roleArn),
    queueArns: pipelines.map(({ ingest }) => ingest.queue.queueArn),
    notificationTarget: announcement.target,
  });
}

/** The console has another address in each partition; one that is not known here gets the commercial one. */
function dashboardLink(stack: Stack, dashboardName: string): string {
  const isPartition = (id: string, partition: string) =>
    new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
  const china = isPartition("IsChina", "aws-cn");
  const govCloud = isPartition("IsGovCloud", "aws-us-gov");
  const host = Fn.conditionIf(
    china.logicalId,
    "console.amazonaws.cn",
    Fn.conditionIf(govCloud.logicalId, "console.amazonaws-us-gov.com", "console.aws.amazon.com").toString(),
  ).toString();
  return `https://${host}/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;
}

function hours(seconds: number): string {
  // Never more than it is.
  return `${(Math.floor(seconds / 360) / 10).toFixed(1)} hours`;
}
