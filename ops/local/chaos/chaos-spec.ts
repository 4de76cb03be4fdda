import { UsageError } from "../../exit.ts";

/** What goes wrong, each as a probability from 0 to 1. */
export interface ChaosSpec {
  readonly seed: string;
  /** An object's reading ends with a killed function process. */
  readonly kill: number;
  /** A read of an object is refused, throttled or breaks off. */
  readonly s3: number;
  /** A read of an object takes seconds longer. */
  readonly slow: number;
  /** The destination refuses a request for now. */
  readonly destination: number;
  /** The ledger refuses a request. */
  readonly ledger: number;
  /** A message comes twice. */
  readonly duplicate: number;
  /** A message comes minutes late. */
  readonly delay: number;
  /** A message is overtaken by later ones. */
  readonly reorder: number;
}

const DEFAULTS: ChaosSpec = {
  seed: "1",
  kill: 0.01,
  s3: 0.01,
  slow: 0,
  destination: 0.05,
  ledger: 0.01,
  duplicate: 0.02,
  delay: 0.01,
  reorder: 0.1,
};

const NOTHING: ChaosSpec = {
  seed: "1",
  kill: 0,
  s3: 0,
  slow: 0,
  destination: 0,
  ledger: 0,
  duplicate: 0,
  delay: 0,
  reorder: 0,
};

const FAULTS = Object.keys(DEFAULTS).filter((name) => name !== "seed");

/**
 * Reads `default`, or a list such as `kill=1%,destination=0.05,seed=7`; what is not named does not go wrong.
 * @throws {UsageError} naming what is accepted
 */
export function parseChaos(text: string): ChaosSpec {
  const spec: Record<string, string | number> = { ...NOTHING };
  for (const part of text.split(",").map((word) => word.trim())) {
    if (part === "default") {
      Object.assign(spec, DEFAULTS);
      continue;
    }
    const [, name = "", value = ""] = /^([a-z0-9]+)=(.+)$/.exec(part) ?? [];
    if (name === "seed") spec.seed = value;
    else if (FAULTS.includes(name)) spec[name] = probability(name, value);
    else
      throw new UsageError(
        `--chaos: expected default, seed=<text> or one of ${FAULTS.join(", ")} with a share (kill=1%), got ${JSON.stringify(part)}`,
      );
  }
  return spec as unknown as ChaosSpec;
}

function probability(name: string, text: string): number {
  const value = text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0 && value <= 1))
    throw new UsageError(`--chaos: ${name}: expected 0% to 100%, or 0 to 1, got ${JSON.stringify(text)}`);
  return value;
}
