/** What the fault hook is told about a request that is about to run. */
export interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  /** ARN of the bucket, object, queue, … */
  readonly resource: string;
  readonly accessKeyId?: string;
}

/** What should go wrong. Several may be combined with `delayMs`. */
export interface Fault {
  /** Wait before anything else happens, in real milliseconds. */
  readonly delayMs?: number;
  /** Answer this error instead of running the request. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** Cut the connection: before the request runs, or after it ran and before the answer (the ambiguous case). */
  readonly reset?: "before" | "after";
  /** Send this many bytes of the answer's body, then cut the connection. */
  readonly cutBodyAfter?: number;
  /** Send this many bytes of the answer's body, then stall until the client gives up. */
  readonly stallBodyAfter?: number;
}

/** Decides for each request whether something goes wrong. */
export type FaultRule = (target: FaultTarget) => Fault | undefined;

/** The hook for tests and chaos runs: rules are asked in order, the first fault wins. */
export class Faults {
  readonly #rules = new Set<FaultRule>();

  /** Adds a rule; the returned function takes it away again. */
  add(rule: FaultRule): () => void {
    this.#rules.add(rule);
    return () => this.#rules.delete(rule);
  }

  /** Lets the next `times` requests that match fail this way. */
  failNext(match: Partial<FaultTarget>, fault: Fault, times = 1): void {
    let left = times;
    const remove = this.add((target) => {
      if (!matches(target, match)) return undefined;
      left -= 1;
      if (left <= 0) remove();
      return fault;
    });
  }

  before(target: FaultTarget): Fault | undefined {
    for (const rule of this.#rules) {
      const fault = rule(target);
      if (fault) return fault;
    }
    return undefined;
  }
}

function matches(target: FaultTarget, match: Partial<FaultTarget>): boolean {
  return Object.entries(match).every(([name, value]) => target[name as keyof FaultTarget] === value);
}
