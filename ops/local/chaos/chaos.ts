import { Random } from "../../samples/random.ts";
import type { Fault, FaultTarget } from "../aws/faults.ts";
import type { RefusedAnswer } from "../receiver/receiver.ts";
import type { LocalStack } from "../run/local-stack.ts";
import type { ChaosSpec, FaultRate } from "./spec.ts";

const SLOWEST_MS = 2_000;
const LONGEST_DELAY_SECONDS = 900;
/** Messages within this much queue time of each other change places. */
const REORDER_SECONDS = 60;
/** Reads are broken within their first bytes, so that small objects break too. */
const LATEST_BREAK_BYTES = 2_000;
/** A first guess of how long an invocation takes; then what was seen counts. */
const FIRST_INVOCATION_MS = 500;

/** How often each fault struck, by its name. */
export type InjectedCounts = Readonly<Record<string, number>>;

/**
 * Decides what goes wrong. Each kind of fault has a sequence of its own, so that the nth read, request, invocation or
 * message has the same fate for the same seed; which object that is depends on how the processes happen to run.
 */
export class Chaos {
  readonly #spec: ChaosSpec;
  readonly #randoms = new Map<string, Random>();
  readonly #counts: Record<string, number> = {};
  readonly #denied = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isCalm = false;
  #killsOwed = 0;
  #typicalMs = FIRST_INVOCATION_MS;

  constructor(spec: ChaosSpec) {
    this.#spec = spec;
  }

  get injected(): InjectedCounts {
    return { ...this.#counts };
  }

  /** From here on nothing more goes wrong. */
  calm(): void {
    this.#isCalm = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Lets reads and messages of a stack go wrong. */
  readonly disturb = (stack: LocalStack): void => {
    stack.aws.faults.add(this.#readFault);
    for (const { queue } of stack.pipelines) queue.disturb = this.#disturbMessage;
  };

  /** What becomes of a request to the destination. */
  readonly answer = (): RefusedAnswer | undefined => {
    if (this.#strikes("destination")) {
      const kind = this.#random("destination").pick(["503", "429", "reset", "resetAfter"] as const);
      this.#count(`destination.${kind}`);
      if (kind === "reset") return { reset: "before" };
      if (kind === "resetAfter") return { reset: "after" };
      return { status: Number(kind), body: "chaos" };
    }
    if (!this.#strikes("slow")) return undefined;
    this.#count("destination.slow");
    return { delayMs: this.#random("slow").int(1, SLOWEST_MS) };
  };

  /** Told of an invocation that begins; the returned function is told of its end. */
  readonly invocation = (kill: () => void): (() => void) => {
    const startedMs = performance.now();
    if (this.#strikes("kill")) this.#killsOwed += 1;
    let isRunning = true;
    let timer: NodeJS.Timeout | undefined;
    if (this.#killsOwed > 0 && !this.#isCalm) {
      this.#killsOwed -= 1;
      timer = setTimeout(
        () => {
          if (timer) this.#timers.delete(timer);
          timer = undefined;
          if (!isRunning) return;
          this.#count("kill");
          kill();
        },
        this.#random("kill").unit() * this.#typicalMs * 1.1,
      );
      this.#timers.add(timer);
    }
    return () => {
      isRunning = false;
      if (!timer) {
        this.#typicalMs += (performance.now() - startedMs - this.#typicalMs) / 16;
        return;
      }
      // It ended first: the next one dies in its place, so that the rate holds.
      clearTimeout(timer);
      this.#timers.delete(timer);
      this.#killsOwed += 1;
    };
  };

  readonly #readFault = ({ service, operation, resource }: FaultTarget): Fault | undefined => {
    if (service !== "s3" || operation !== "GetObject") return undefined;
    const random = this.#random("read");
    if (this.#strikes("s3")) {
      const kind = random.pick(["SlowDown", "AccessDenied", "cut"] as const);
      if (kind === "cut") return this.#counted("s3.cut", { cutBodyAfter: random.int(1, LATEST_BREAK_BYTES) });
      // A role without a permission is no passing fault: one object is refused once.
      if (kind === "AccessDenied" && !this.#denied.has(resource)) {
        this.#denied.add(resource);
        return this.#counted("s3.AccessDenied", {
          status: 403,
          code: "AccessDenied",
          message: "Access Denied",
        });
      }
      return this.#counted("s3.SlowDown", {
        status: 503,
        code: "SlowDown",
        message: "Please reduce your request rate.",
      });
    }
    if (this.#strikes("stall"))
      return this.#counted("s3.stall", { stallBodyAfter: random.int(1, LATEST_BREAK_BYTES) });
    if (this.#strikes("slow")) return this.#counted("s3.slow", { delayMs: random.int(1, SLOWEST_MS) });
    return undefined;
  };

  readonly #disturbMessage = (delaySeconds: number): readonly number[] => {
    if (this.#isCalm) return [delaySeconds];
    const isTwice = this.#strikes("duplicate");
    if (isTwice) this.#count("message.duplicate");
    return (isTwice ? [0, 1] : [0]).map(() => delaySeconds + this.#lateness());
  };

  #lateness(): number {
    const random = this.#random("lateness");
    if (this.#strikes("delay")) {
      this.#count("message.delay");
      return random.int(1, LONGEST_DELAY_SECONDS);
    }
    if (!this.#spec.reorder) return 0;
    this.#count("message.reorder");
    return random.unit() * REORDER_SECONDS;
  }

  #strikes(fault: FaultRate): boolean {
    return !this.#isCalm && this.#random(fault).chance(this.#spec.rates[fault]);
  }

  #random(what: string): Random {
    const known = this.#randoms.get(what);
    if (known) return known;
    const random = new Random(`${this.#spec.seed}/${what}`);
    this.#randoms.set(what, random);
    return random;
  }

  #count(name: string): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
  }

  #counted(name: string, fault: Fault): Fault {
    this.#count(name);
    return fault;
  }
}
