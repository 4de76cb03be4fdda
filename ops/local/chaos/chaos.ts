import { Random } from "../../samples/random.ts";
import type { Fault } from "../aws/faults.ts";
import type { RefusedAnswer } from "../receiver/receiver.ts";
import type { LocalStack } from "../run/local-stack.ts";
import type { Queue } from "../sqs/queue.ts";
import type { ChaosSpec } from "./chaos-spec.ts";

/** How often each thing went wrong. */
export type ChaosCounts = Record<Exclude<keyof ChaosSpec, "seed">, number>;

/** Longest time from the request at which a process is doomed to its end. */
const LONGEST_KILL_DELAY_MS = 60;
/** Queue time in seconds by which a message is late, or overtaken. */
const LATE_SECONDS = 600;
const OVERTAKEN_SECONDS = 20;

/**
 * Lets things go wrong, with chances that are the same for the same seed. What is chosen depends on the order of requests
 * as well, so two runs are alike, not equal.
 */
export class Chaos {
  readonly counts: ChaosCounts = {
    kill: 0,
    s3: 0,
    slow: 0,
    destination: 0,
    ledger: 0,
    duplicate: 0,
    delay: 0,
    reorder: 0,
  };
  readonly #spec: ChaosSpec;
  readonly #random: Random;

  constructor(spec: ChaosSpec) {
    this.#spec = spec;
    this.#random = new Random(spec.seed);
  }

  /** Puts itself between the parts of a stack that runs. */
  unleash({ aws, pipelines }: LocalStack): void {
    for (const { queue } of pipelines) this.#disturb(queue);
    aws.faults.add(({ service, operation, accessKeyId }) => {
      // Only the function suffers: what this program itself uploads and settles is not the subject.
      if (!accessKeyId?.startsWith("ASIA")) return undefined;
      if (operation === "GetObject") {
        if (this.#happens("kill")) this.#doom(pipelines.flatMap(({ host }) => host.pids));
        return this.#readFault();
      }
      return service === "dynamodb" && this.#happens("ledger") ? this.#random.pick(LEDGER_FAULTS) : undefined;
    });
  }

  /** The answer of the destination when it does not take a request. */
  readonly refuse = (): RefusedAnswer | undefined =>
    this.#happens("destination") ? this.#random.pick(REFUSALS) : undefined;

  #readFault(): Fault | undefined {
    if (this.#happens("s3")) return this.#random.pick(READ_FAULTS(this.#random));
    if (this.#happens("slow")) return { delayMs: this.#random.int(500, 3_000) };
    return undefined;
  }

  #doom(pids: readonly number[]): void {
    if (pids.length === 0) return;
    const pid = this.#random.pick(pids);
    setTimeout(
      () => {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      },
      this.#random.int(0, LONGEST_KILL_DELAY_MS),
    );
  }

  #disturb(queue: Queue): void {
    const send = queue.send.bind(queue);
    queue.send = (content, delaySeconds) => {
      if (this.#happens("duplicate")) send(content, this.#random.int(0, OVERTAKEN_SECONDS));
      if (this.#happens("delay")) return send(content, this.#random.int(1, LATE_SECONDS));
      if (this.#happens("reorder")) return send(content, this.#random.int(1, OVERTAKEN_SECONDS));
      return send(content, delaySeconds);
    };
  }

  #happens(what: keyof ChaosCounts): boolean {
    if (!this.#random.chance(this.#spec[what])) return false;
    this.counts[what] += 1;
    return true;
  }
}

const REFUSALS: readonly RefusedAnswer[] = [
  { status: 503 },
  { status: 500, body: "internal error" },
  { status: 429, headers: { "retry-after": "1" } },
  { status: 504 },
];

const LEDGER_FAULTS: readonly Fault[] = [
  { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
  { reset: "before" },
  { reset: "after" },
];

const READ_FAULTS = (random: Random): readonly Fault[] => [
  { status: 503, code: "SlowDown", message: "Please reduce your request rate." },
  { status: 500, code: "InternalError", message: "We encountered an internal error." },
  { status: 403, code: "AccessDenied", message: "Access Denied" },
  { reset: "before" },
  { cutBodyAfter: random.int(0, 2_000) },
];
