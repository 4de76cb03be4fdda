import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { type Clock, systemClock } from "./clock.ts";
import { type RuntimeEnvironment, readEnvironment } from "./contract/environment.ts";
import { METRIC_NAMESPACE, PIPELINE_DIMENSION, SERVICE_NAME } from "./contract/metrics.ts";
import { Breaker } from "./deliver/breaker.ts";
import { Delivery } from "./deliver/delivery.ts";
import { createHttpClient } from "./deliver/http-client.ts";
import { RejectStore } from "./deliver/reject-store.ts";
import { destinationOf } from "./destinations/registry.ts";
import { type InvocationContext, runInvocation } from "./invocation.ts";
import { tolerant } from "./ledger/ledger.ts";
import { openLedger } from "./ledger/open-ledger.ts";
import type { Pipeline, Run } from "./pipeline.ts";
import { postponeSeconds } from "./queue/back-off.ts";
import { createOwnQueue, createSqsClient } from "./queue/own-queue.ts";
import { openRooms } from "./rooms.ts";
import { createSenderCheck } from "./sender-check.ts";
import { followBucketRegions } from "./source/bucket-regions.ts";
import { assumeRoleWithSts, bucketCredentials } from "./source/bucket-role.ts";
import { readParameter } from "./source/parameter.ts";
import { createFileReader } from "./source/reference-file.ts";
import { createObjectSource, createS3Client } from "./source/s3-object.ts";
import { SecretCache } from "./source/secret.ts";
import { readAwsSecret } from "./source/secret-readers.ts";
import { createCertificateReader } from "./source/signing-certificate.ts";
import type { SourceWatch } from "./sources/source-watch.ts";
import { createTelemetry, harmless, type Telemetry } from "./telemetry.ts";
import { emptyTotals, type Totals } from "./totals.ts";

/** What an execution environment keeps between invocations: clients, configuration, secrets; never an event. */
export interface Forwarder {
  /**
   * Handles one SQS event.
   * @param remainingMs time until Lambda ends the invocation
   * @throws {Error} when the destination is down and no message could be settled, so that Lambda lowers concurrency.
   */
  handle(event: SQSEvent, remainingMs: number): Promise<SQSBatchResponse>;
}

/** Of the remaining time, this much is kept for settling what is under way. */
const DEADLINE_SHARE = 0.1;
const LONGEST_GUARD_MS = 30_000;

/**
 * Puts the rooms together as the environment says.
 * @throws {Error} when the environment or the configuration does not parse
 */
export async function createForwarder(
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
  openTelemetry = openPowertools,
): Promise<Forwarder> {
  const environment = await readEnvironment(env, readParameter);
  const { pipeline } = environment;
  const telemetry = harmless(openTelemetry(pipeline.name, clock));
  const s3 = createS3Client();
  const secrets = new SecretCache(readAwsSecret, clock.now);
  const http = createHttpClient(clock.now);
  const definition = destinationOf(pipeline.destination);
  const destination = await definition.create(pipeline.destination, {
    http,
    secret: (arn, field) => secrets.get(arn, field),
    aws: { credentials: () => s3.config.credentials(), region: () => s3.config.region() },
    now: clock.now,
    sleep: clock.sleep,
  });
  const { bucketRegionFollowed } = telemetry;
  const ownReader = followBucketRegions(
    (region) => (region ? createS3Client({ region }) : s3),
    bucketRegionFollowed,
  );
  const role = pipeline.source?.bucketRole;
  const credentials = role && bucketCredentials(role, assumeRoleWithSts);
  const reader = credentials
    ? followBucketRegions((region) => createS3Client({ credentials, region }), bucketRegionFollowed)
    : ownReader;
  const rooms = await openRooms(pipeline, {
    secret: (arn) => secrets.get(arn, "token"),
    readFile: createFileReader(ownReader),
    now: clock.now,
    enrichmentFailed: telemetry.enrichmentFailed,
  });
  const { ledger, watch } = (await openLedger(environment, clock)) ?? {};
  const context = contextOf(
    environment,
    telemetry,
    {
      source: createObjectSource(reader),
      transform: rooms.transform,
      limits: pipeline.limits,
    },
    watch,
  );
  const { queueUrl } = environment;
  const queue = queueUrl ? createOwnQueue(createSqsClient(), queueUrl, clock) : undefined;
  const breaker = new Breaker();

  /** A ledger that is down is not asked again in this invocation, nor one that would take the time it does not have. */
  const lookAfterSources = async ({ isPastDeadline, signal }: Run, totals: Totals): Promise<void> => {
    if (!watch || totals.ledgerErrors > 0 || isPastDeadline()) return;
    try {
      const quiet = await watch.note(signal);
      if (quiet) telemetry.sourcesChecked(quiet);
    } catch (error) {
      totals.ledgerErrors += 1;
      telemetry.ledgerFailed(error);
    }
  };

  return {
    handle: async (event, remainingMs) => {
      const startedMs = clock.now();
      const totals = emptyTotals();
      const observer = countingObserver(telemetry, totals);
      const guardMs = Math.min(LONGEST_GUARD_MS, remainingMs * DEADLINE_SHARE);
      const deadlineMs = startedMs + remainingMs - guardMs;
      const hardStop = new AbortController();
      const timer = setTimeout(() => hardStop.abort(), remainingMs - guardMs / 2);
      const rejects = new RejectStore(
        async (Key, Body, ContentType) => {
          await s3.send(new PutObjectCommand({ Bucket: environment.rejectBucket, Key, Body, ContentType }));
        },
        clock.now,
        pipeline.name,
      );
      const route = {
        destination,
        framing: definition.framing(pipeline.destination),
        compression: definition.compression(pipeline.destination),
        clock,
        deadlineMs,
        signal: hardStop.signal,
        refreshSecrets: () => secrets.forget(),
      };
      const limits = definition.limits(pipeline.destination);
      const delivery = new Delivery({
        route,
        limits,
        policies: definition.policies?.(pipeline.destination),
        requestConcurrency: pipeline.requestConcurrency,
        rejects,
        observer,
        breaker,
      });
      const run: Run = {
        delivery,
        rejects,
        signal: hardStop.signal,
        queue,
        ledger:
          ledger &&
          tolerant(ledger, (error) => {
            totals.ledgerErrors += 1;
            telemetry.ledgerFailed(error);
          }),
        isPastDeadline: () => clock.now() >= deadlineMs,
      };
      try {
        await rooms.refresh(hardStop.signal);
        const returned = await runInvocation(event.Records, context, run, totals);
        await lookAfterSources(run, totals);
        await queue?.postpone(
          returned.map(({ receiptHandle, receives, failure }) => ({
            receiptHandle,
            seconds: postponeSeconds(failure.reason, receives, clock.random()),
          })),
        );
        if (delivery.failure && returned.length === event.Records.length) {
          throw new Error(
            `no message of ${event.Records.length} could be forwarded: ${delivery.failure.message}`,
          );
        }
        const messageIds = new Set(returned.map(({ messageId }) => messageId));
        return { batchItemFailures: [...messageIds].map((itemIdentifier) => ({ itemIdentifier })) };
      } finally {
        clearTimeout(timer);
        telemetry.invocationFinished(totals, clock.now() - startedMs);
      }
    },
  };
}

function contextOf(
  { pipeline, logBuckets, topicArn }: RuntimeEnvironment,
  telemetry: Telemetry,
  rooms: Pipeline,
  watch: SourceWatch | undefined,
): InvocationContext {
  const { objectConcurrency, quarantineAfterReceives, source } = pipeline;
  const checkSender = source?.verifySnsSignature
    ? createSenderCheck(createCertificateReader(), topicArn)
    : undefined;
  return {
    pipeline: rooms,
    telemetry,
    objectConcurrency,
    quarantineAfterReceives,
    logBuckets,
    checkSender,
    watch,
  };
}

function openPowertools(pipelineName: string, clock: Clock): Telemetry {
  const logger = new Logger({ serviceName: SERVICE_NAME, persistentKeys: { pipeline: pipelineName } });
  const metrics = new Metrics({
    namespace: METRIC_NAMESPACE,
    serviceName: SERVICE_NAME,
    defaultDimensions: { [PIPELINE_DIMENSION]: pipelineName },
  });
  return createTelemetry(logger, metrics, clock.now);
}

function countingObserver(telemetry: Telemetry, totals: ReturnType<typeof emptyTotals>) {
  return {
    requestAnswered: (request: { bytes: number; durationMs: number }) => {
      totals.requests.sent += 1;
      totals.bytes.delivered += request.bytes;
      telemetry.requestAnswered(request);
    },
    deliveryRetried: (failure: Parameters<Telemetry["deliveryRetried"]>[0]) => {
      totals.requests.retried += 1;
      telemetry.deliveryRetried(failure);
    },
  };
}
