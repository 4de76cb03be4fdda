import { fileURLToPath } from "node:url";
import { Aws, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  EventSourceMapping,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { ParameterTier, StringParameter } from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";
import type { ForwarderConfig, PipelineConfig } from "../lambda/contract/config.ts";
import { MAX_STANDARD_PARAMETER_BYTES } from "../lambda/contract/environment.ts";
import { sourcesPartition } from "../lambda/contract/ledger-table.ts";
import { destinationOf } from "../lambda/destinations/registry.ts";
import { acknowledgeWildcards } from "./acknowledgements.ts";
import { functionEnvironment, type PipelineParameter } from "./environment.ts";
import type { IngestQueue } from "./ingest.ts";
import type { LedgerTable } from "./ledger.ts";
import { functionRoleStatements } from "./policies/function-role.ts";
import type { LogLocation } from "./policies/log-readers.ts";
import { roomStatements } from "./policies/rooms.ts";
import { toPolicyDocument } from "./policy-statements.ts";
import type { RejectStore } from "./reject-store.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface ForwarderFunctionProps {
  readonly config: ForwarderConfig;
  readonly pipeline: PipelineConfig;
  readonly ingest: IngestQueue;
  readonly rejects: RejectStore;
  readonly ledger?: LedgerTable;
  readonly locations: readonly LogLocation[];
  /** File that exports `handler`; default `lambda/handler.ts`. */
  readonly entry?: string;
}

/** The function of one pipeline, its role, its log and what feeds it. */
export class ForwarderFunction extends Construct {
  readonly fn: NodejsFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ForwarderFunctionProps) {
    super(scope, id);
    const { config, pipeline, ingest, rejects, ledger, locations } = props;
    const settings = config.function;

    this.logGroup = new LogGroup(this, "Log", {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const { variables, parameter } = functionEnvironment({
      pipeline,
      logBuckets: [...new Set(locations.map(({ bucketName }) => bucketName))],
      rejectBucket: rejects.bucket.bucketName,
      queueUrl: ingest.queue.queueUrl,
      ledgerTable: ledger?.table.tableName,
      stackName: config.stackName,
    });
    this.role = this.createRole(props, parameter);
    this.fn = new NodejsFunction(this, "Function", {
      description: `Forwards CloudTrail log files to "${pipeline.name}" (${pipeline.destination.type})`,
      entry: props.entry ?? `${ROOT}lambda/handler.ts`,
      handler: "handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: settings.memoryMb,
      timeout: Duration.seconds(settings.timeoutSeconds),
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[settings.logLevel],
      systemLogLevelV2: SystemLogLevel.INFO,
      environment: variables,
      projectRoot: ROOT,
      depsLockFilePath: `${ROOT}package-lock.json`,
      bundling: {
        format: OutputFormat.CJS,
        target: "node24",
        minify: true,
        // ES modules first: a third smaller and faster to load, because unused parts fall away.
        mainFields: ["module", "main"],
        bundleAwsSDK: true,
        logLevel: LogLevel.ERROR,
      },
    });
    if (parameter) this.fn.node.addDependency(this.createParameter(parameter));
    new EventSourceMapping(this, "Mapping", {
      target: this.fn,
      eventSourceArn: ingest.queue.queueArn,
      batchSize: settings.batchSize,
      maxBatchingWindow: Duration.seconds(settings.batchWindowSeconds),
      maxConcurrency: settings.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }

  private createParameter({ name, value }: PipelineParameter): StringParameter {
    return new StringParameter(this, "Pipeline", {
      parameterName: name,
      stringValue: value,
      tier:
        Buffer.byteLength(value) > MAX_STANDARD_PARAMETER_BYTES
          ? ParameterTier.ADVANCED
          : ParameterTier.STANDARD,
      description:
        "Configuration of a forwarder's pipeline; written by its stack, read when its function starts",
    });
  }

  private createRole(
    { config, pipeline, ingest, rejects, ledger, locations }: ForwarderFunctionProps,
    parameter: PipelineParameter | undefined,
  ): Role {
    const statements = functionRoleStatements({
      locations,
      bucketRoleArn: config.source.bucketRole?.arn,
      queueArn: ingest.queue.queueArn,
      rejectBucketArn: rejects.bucket.bucketArn,
      ledgerTableArn: ledger?.table.tableArn,
      sourcesPartition: pipeline.sourceWatch && sourcesPartition(pipeline.name),
      logGroupArn: this.logGroup.logGroupArn,
      grants: destinationOf(pipeline.destination).grants(pipeline.destination),
      rooms: roomStatements(pipeline, {
        partition: Aws.PARTITION,
        pipelineParameterArn:
          parameter && Stack.of(this).formatArn({ service: "ssm", resource: `parameter${parameter.name}` }),
      }),
    });
    const role = new Role(this, "Role", {
      description: `Reads CloudTrail log files and forwards them to "${pipeline.name}"`,
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: { Forward: toPolicyDocument(statements) },
    });
    acknowledgeWildcards(
      role,
      statements,
      "The wildcard stands for the keys of objects below one prefix of one bucket, or for the keys that have one alias.",
    );
    return role;
  }
}
