import { UsageError } from "../../exit.ts";

/** Faults that come with a rate, and what the rate counts. */
export const RATES = {
  destination: "requests to the destination answered by 503 or 429, or cut before or after they were kept",
  s3: "reads of objects answered by 503 SlowDown or 403 AccessDenied (once an object), or cut mid-way",
  stall: "reads of objects that stop mid-way until the function gives up (20 s each)",
  slow: "answers of S3 and of the destination that come up to 2 s late",
  kill: "invocations whose process is killed at a random moment",
  duplicate: "messages that come twice",
  delay: "messages that come up to 15 minutes (of queue time) late",
} as const;

export type FaultRate = keyof typeof RATES;

/** What goes wrong in a run, and how often. */
export interface ChaosSpec {
  /** As it was given. */
  readonly text: string;
  readonly seed: string;
  /** Probabilities from 0 to 1; a fault that was not named has 0. */
  readonly rates: Readonly<Record<FaultRate, number>>;
  /** Whether messages that were sent one after the other come in another order. */
  readonly reorder: boolean;
}

const EXAMPLE = "seed=1,destination=5%,s3=1%,kill=1%,duplicate=2%,delay=2%,reorder,slow=1%";

/** The option's text in `--help`. */
export const CHAOS_HELP = `let things go wrong, seeded: ${EXAMPLE}; exit code 1 if an event is lost. Words: seed=TEXT, reorder, ${Object.entries(
  RATES,
)
  .map(([name, what]) => `${name}=RATE (${what})`)
  .join(", ")}`;

/**
 * Reads a spec: words separated by commas, each `seed=TEXT`, `reorder`, or a fault and its rate in percent.
 * @throws {UsageError} for anything else.
 */
export function parseChaos(text: string): ChaosSpec {
  const rates = { destination: 0, s3: 0, stall: 0, slow: 0, kill: 0, duplicate: 0, delay: 0 };
  let seed = "1";
  let reorder = false;
  const seen = new Set<string>();
  for (const word of text.split(",").map((part) => part.trim())) {
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (seen.has(name)) throw mistake(word, `${name} is given twice`);
    seen.add(name);
    if (name === "reorder" && value === undefined) reorder = true;
    else if (name === "seed" && value) seed = value;
    else if (isRate(name)) rates[name] = readRate(word, value);
    else throw mistake(word, acceptedWords());
  }
  return { text, seed, rates, reorder };
}

function readRate(word: string, value: string | undefined): number {
  const digits = /^(\d+(?:\.\d+)?)%$/.exec(value ?? "")?.[1];
  const percent = Number(digits);
  if (digits === undefined || percent > 100)
    throw mistake(word, "a rate is a percentage from 0% to 100%, such as 5% or 0.5%");
  return percent / 100;
}

function isRate(name: string): name is FaultRate {
  return Object.hasOwn(RATES, name);
}

function acceptedWords(): string {
  return `accepted: seed=TEXT, reorder, and with a rate such as 5%: ${Object.keys(RATES).join(", ")}`;
}

function mistake(word: string, why: string): UsageError {
  return new UsageError(`--chaos: cannot read ${JSON.stringify(word)}; ${why}. Example: ${EXAMPLE}`);
}
