import { compilePattern } from "../../../lambda/filter/pattern.ts";

/** A rule of the default event bus that sends events to queues. */
export interface EventRule {
  readonly name: string;
  /** As EventBridge takes it. */
  readonly pattern: unknown;
  readonly queueArns: readonly string[];
}

type Event = Readonly<Record<string, unknown>>;

/** The default event bus of the emulated account. */
export class EventRules {
  readonly #rules: { readonly rule: EventRule; readonly matches: (event: Event) => boolean }[] = [];
  readonly #deliver: (queueArn: string, body: string) => void;

  constructor(deliver: (queueArn: string, body: string) => void) {
    this.#deliver = deliver;
  }

  /** @throws {Error} for a pattern that EventBridge would refuse. */
  put(rule: EventRule): void {
    this.#rules.push({ rule, matches: compilePattern(rule.pattern) });
  }

  /** Whether any rule wants an event like this. */
  wants(event: Event): boolean {
    return this.#rules.some(({ matches }) => matches(event));
  }

  publish(event: Event): void {
    const body = JSON.stringify(event);
    for (const { rule, matches } of this.#rules)
      if (matches(event)) for (const arn of rule.queueArns) this.#deliver(arn, body);
  }
}
