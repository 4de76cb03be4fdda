import { join } from "node:path";
import type { DestinationEntry, ForwarderConfig } from "../../../lambda/contract/config.ts";
import { destinationOf } from "../../../lambda/destinations/registry.ts";
import type { Context, ForwarderSettings } from "../../../lib/context.ts";
import { Arrivals } from "../arrivals/arrivals.ts";
import { idOfEvent } from "../arrivals/event-id.ts";
import type { EmulatedAws } from "../aws/emulated-aws.ts";
import type { Certificate } from "../receiver/certificate.ts";
import { AwsTarget } from "./aws-target.ts";
import { HttpStandIn } from "./http-stand-in.ts";
import type { PlannedDestination } from "./plan-destinations.ts";
import { madeUpSecret } from "./secret-text.ts";
import { StreamStandIn } from "./stream-stand-in.ts";
import type { Arrived, Refuse, Target } from "./target.ts";

/** The destinations of a configuration that this machine plays, and what they need to be told. */
export interface TargetsPlan {
  readonly destinations: readonly PlannedDestination[];
  /** Whether events of other destinations go to addresses that the configuration names. */
  readonly hasOthers: boolean;
  /** The context as it was given. */
  readonly context: Context;
  /** Parses a context. */
  readonly readSettings: (context: Context) => ForwarderSettings;
  /** The least options of a type. */
  readonly exampleOf: (type: string) => Readonly<Record<string, unknown>>;
  /** ARN → value, as given. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** The destination that refuses old events soonest. */
export interface AgeLimit {
  readonly name: string;
  readonly type: string;
  readonly hours: number;
}

interface OpenFacts {
  readonly certificate: Certificate;
  readonly outputFolder: string;
  readonly refuse?: Refuse;
}

interface OpenTarget {
  readonly plan: PlannedDestination;
  readonly target: Target;
  readonly file: string;
}

/** Everything that plays a destination in one run. */
export class Targets {
  /** The context with the options that point at what is played here. */
  readonly context: Context;
  /** ARN → value of secrets that nobody gave a value for, and of those that have to fit a stand-in. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly ageLimit: AgeLimit | undefined;
  readonly #open: readonly OpenTarget[];

  private constructor(
    open: readonly OpenTarget[],
    { context, secrets, ageLimit }: Pick<Targets, "context" | "secrets" | "ageLimit">,
  ) {
    this.#open = open;
    this.context = context;
    this.secrets = secrets;
    this.ageLimit = ageLimit;
  }

  static async open(plan: TargetsPlan, { certificate, outputFolder, refuse }: OpenFacts): Promise<Targets> {
    const open: OpenTarget[] = [];
    try {
      for (const planned of plan.destinations) {
        const isOnlyOne = plan.destinations.length === 1;
        const file = join(outputFolder, isOnlyOne ? "events.ndjson" : `events.${planned.name}.ndjson`);
        const arrivals = await Arrivals.open(file, (event) => idOfEvent(event.toString()));
        const target = await openTarget(planned, certificate, arrivals);
        target.refuse = refuse;
        open.push({ plan: planned, file, target });
      }
      const context = open.reduce((before, { plan: { name, type, given }, target }) => {
        const missing = Object.entries(plan.exampleOf(type))
          .filter(([key]) => given[key] === undefined)
          .map(([key, example]) => [key, withOwnSecrets(example, name)]);
        return withOptions(before, name, { ...Object.fromEntries(missing), ...target.options });
      }, plan.context);
      const { config } = plan.readSettings(context);
      const secrets = new Map<string, string>();
      for (const { plan: planned, target } of open) {
        const options = config.destinations[planned.name];
        if (options === undefined) continue;
        for (const [arn, text] of secretsFor(planned, options, target, certificate))
          if (!plan.secrets.has(arn) || arn === tlsSecretOf(options))
            secrets.set(arn, secrets.get(arn) ?? text);
        const readable = secretArnsOf(options).filter((arn) => arn !== tlsSecretOf(options));
        target.configure(
          options,
          readable.flatMap((arn) => plan.secrets.get(arn) ?? secrets.get(arn) ?? []),
        );
      }
      return new Targets(open, { context, secrets, ageLimit: ageLimitOf(config) });
    } catch (error) {
      await Promise.all(open.map(({ target }) => target.stop()));
      throw error;
    }
  }

  /** Destination → where its events are written. */
  get files(): ReadonlyMap<string, string> {
    return new Map(this.#open.map(({ plan, file }) => [plan.name, file]));
  }

  provision(aws: EmulatedAws): void {
    for (const { target } of this.#open) target.provision?.(aws);
  }

  /** Reads what is only kept so far; what cannot be read is a problem of its destination. */
  async collect(aws: EmulatedAws): Promise<void> {
    for (const { target } of this.#open) await target.collect?.(aws);
  }

  /** What arrived so far, by the destination's name. */
  arrived(): ReadonlyMap<string, Arrived> {
    return new Map(
      this.#open.map(({ plan: { name, type }, target: { place, arrivals, requests } }) => [
        name,
        { type, place, ...arrivals.counts, ...(requests !== undefined && { requests }) },
      ]),
    );
  }

  get problems(): string[] {
    return this.#open.flatMap(({ plan: { name }, target }) =>
      target.problems.map((text) => `${name}: ${text}`),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#open.map(({ target }) => target.stop()));
  }
}

function openTarget(
  { role, given }: PlannedDestination,
  certificate: Certificate,
  arrivals: Arrivals,
): Promise<Target> | Target {
  switch (role.kind) {
    case "vendor":
      return HttpStandIn.open(role.vendor, certificate, arrivals);
    case "stream":
      return StreamStandIn.open(given.transport === "tcp" ? undefined : certificate, arrivals);
    case "aws":
      return new AwsTarget(arrivals);
  }
}

/** The context with these options of a destination; undefined takes an option away, and everything below it. */
function withOptions(context: Context, name: string, options: Readonly<Record<string, unknown>>): Context {
  const keys = Object.keys(options).map((option) => `forwarder.destinations.${name}.${option}`);
  const isReplaced = (key: string) => keys.some((mine) => key === mine || key.startsWith(`${mine}.`));
  const kept = Object.entries(context).filter(([key]) => !isReplaced(key));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(
      Object.entries(options).map(([option, value]) => [`forwarder.destinations.${name}.${option}`, value]),
    ),
  };
}

function ageLimitOf({ destinations }: ForwarderConfig): AgeLimit | undefined {
  const limits = Object.entries(destinations).flatMap(([name, options]) => {
    const { maxAgeHours, tooOld } = destinationOf(options).policies?.(options) ?? {};
    return maxAgeHours !== undefined && tooOld === "reject"
      ? [{ name, type: options.type, hours: maxAgeHours }]
      : [];
  });
  return limits.sort((left, right) => left.hours - right.hours)[0];
}

/** An example whose secrets belong to this destination alone. */
function withOwnSecrets(example: unknown, name: string): unknown {
  const own = `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-AbCdEf`;
  return JSON.parse(
    JSON.stringify(example).replace(/"arn:[\w-]+:(secretsmanager|ssm):[^"]*"/g, JSON.stringify(own)),
  );
}

function tlsSecretOf(options: DestinationEntry): string | undefined {
  return "tlsSecretArn" in options && typeof options.tlsSecretArn === "string"
    ? options.tlsSecretArn
    : undefined;
}

function secretArnsOf(options: DestinationEntry): string[] {
  return destinationOf(options)
    .grants(options)
    .filter(({ actions }) =>
      actions.some((action) => /^(secretsmanager:GetSecretValue|ssm:GetParameter)$/.test(action)),
    )
    .flatMap(({ resources }) => resources);
}

/** The text of each secret that the destination reads; TLS material is the authority of the run's own certificate. */
function secretsFor(
  { type }: PlannedDestination,
  options: DestinationEntry,
  target: Target,
  { cert }: Certificate,
): [arn: string, text: string][] {
  const url = "url" in target && typeof target.url === "string" ? target.url : "https://127.0.0.1";
  return secretArnsOf(options).map((arn) => [
    arn,
    arn === tlsSecretOf(options) ? JSON.stringify({ ca: cert }) : madeUpSecret(url, type === "secops"),
  ]);
}
