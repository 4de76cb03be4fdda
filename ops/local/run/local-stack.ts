import { availableParallelism } from "node:os";
import { type EmulatedAws, startEmulatedAws } from "../aws/emulated-aws.ts";
import { Permissions } from "../aws/permissions.ts";
import { type BatchOutcome, EventSourceMapping } from "../lambda/event-source-mapping.ts";
import { FunctionHost, type InvocationWatch } from "../lambda/function-host.ts";
import type { Queue } from "../sqs/queue.ts";
import { logBucketsOf } from "../template/read-buckets.ts";
import { readTemplate } from "../template/read-template.ts";
import type { PipelinePlan, StackPlan } from "../template/stack-plan.ts";
import { type StackSource, TemplateError } from "../template/template.ts";
import { provision } from "./provision.ts";

export interface LocalStackOptions {
  readonly timeScale: number;
  /** Node binary of the function processes. */
  readonly node?: string;
  /** PEM file of a certificate the function shall trust. */
  readonly extraCaFile?: string;
  /** Most sandboxes of one function at a time; the template's maximum concurrency still holds. */
  readonly sandboxes?: number;
  readonly onLine: (line: string) => void;
  readonly onBatch: (outcome: BatchOutcome) => void;
  readonly onInvocation?: InvocationWatch;
}

/** A function with its queue, running. */
export interface LocalPipeline {
  readonly plan: PipelinePlan;
  readonly queue: Queue;
  readonly deadLetters?: Queue;
  readonly host: FunctionHost;
  readonly mapping: EventSourceMapping;
}

/** A synthesized stack that runs on this machine. */
export class LocalStack {
  readonly stackName: string;
  readonly plan: StackPlan;
  readonly aws: EmulatedAws;
  readonly pipelines: readonly LocalPipeline[];
  #stopped: Promise<void> | undefined;

  private constructor(
    stackName: string,
    plan: StackPlan,
    aws: EmulatedAws,
    pipelines: readonly LocalPipeline[],
  ) {
    this.stackName = stackName;
    this.plan = plan;
    this.aws = aws;
    this.pipelines = pipelines;
  }

  /** Makes every resource of the template and starts a first sandbox of each function; nothing polls yet. */
  static async create(source: StackSource, options: LocalStackOptions): Promise<LocalStack> {
    const permissions = new Permissions();
    const aws = await startEmulatedAws({ timeScale: options.timeScale, authorize: permissions });
    let started: readonly PromiseSettledResult<LocalPipeline>[] = [];
    try {
      const { queues } = aws.state;
      const plan = readTemplate(source, (name) => queues.urlOfName(name));
      provision(plan, aws.state);
      for (const { arn, externalId, statements } of plan.offeredRoles)
        aws.state.roles.put({
          arn,
          externalId,
          onSession: (accessKeyId) => permissions.restrict(accessKeyId, statements),
        });
      started = await Promise.allSettled(
        plan.pipelines.map((pipeline) => createPipeline(pipeline, aws, permissions, options)),
      );
      const failed = started.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
      return new LocalStack(source.stackName, plan, aws, pipelinesOf(started));
    } catch (error) {
      await Promise.all(pipelinesOf(started).map(({ host }) => host.stop()));
      await aws.stop();
      throw error;
    }
  }

  /** The bucket that log files go to: the first one that the function forwards. */
  get logBucket(): string {
    const [named] = this.plan.pipelines.flatMap(({ spec }) => logBucketsOf(spec));
    const announcing = this.plan.buckets.find(({ notifications }) => notifications.length > 0);
    const bucket = named ?? announcing?.name;
    if (bucket === undefined)
      throw new TemplateError("no function of the stack names a bucket to forward from");
    return bucket;
  }

  /** Where in that bucket they go: `[prefix/]AWSLogs/`; undefined when the stack does not say. */
  get logFolder(): string | undefined {
    return this.plan.logFolders.find(({ bucket }) => bucket === this.logBucket)?.folder;
  }

  startPolling(): void {
    for (const { mapping } of this.pipelines) mapping.start();
  }

  /** Kills every function process at once; for a program that must end now. */
  killAll(): void {
    for (const { host } of this.pipelines) host.killAll();
  }

  /** Ends everything and removes what was stored; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all(
      this.pipelines.map(async ({ mapping, host }) => {
        const polled = mapping.stop();
        await host.stop();
        await polled;
      }),
    );
    await this.aws.stop();
  }
}

function pipelinesOf(started: readonly PromiseSettledResult<LocalPipeline>[]): LocalPipeline[] {
  return started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function createPipeline(
  plan: PipelinePlan,
  aws: EmulatedAws,
  permissions: Permissions,
  options: LocalStackOptions,
): Promise<LocalPipeline> {
  const { queues, clock } = aws.state;
  const queue = queues.byArn(plan.queueArn);
  if (!queue) throw new TemplateError(`the stack has no queue ${plan.queueArn}`);
  const accessKeyId = `ASIA${plan.spec.name.replace(/[^A-Za-z0-9]/g, "").toUpperCase()}`;
  permissions.restrict(accessKeyId, plan.statements);
  const { node, extraCaFile, onLine, onBatch, onInvocation } = options;
  const host = await FunctionHost.create({
    spec: plan.spec,
    awsEndpoint: aws.endpoint,
    accessKeyId,
    extraCaFile,
    node,
    onLine,
    onInvocation,
  });
  await host.warmUp();
  // More processes than cores only make each of them slower.
  const most = options.sandboxes ?? Math.max(2, availableParallelism());
  const mapping = new EventSourceMapping({
    spec: { ...plan.mapping, maxConcurrency: Math.min(plan.mapping.maxConcurrency, most) },
    queue,
    clock,
    invoke: (payload) => host.invoke(payload),
    onBatch,
  });
  const target = queue.settings.redrive?.deadLetterTargetArn;
  return { plan, queue, deadLetters: target ? queues.byArn(target) : undefined, host, mapping };
}
