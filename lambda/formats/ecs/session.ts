import type { RecordFields } from "../../record-fields.ts";
import type { Actor } from "./actor.ts";
import { newOrigin, type Origin } from "./origin.ts";

/** A session works from few places and with few clients. */
const FEW = 8;
/** Longer texts are not remembered. */
const MAX_TEXT = 512;

interface Known {
  readonly sourceIPAddress: unknown;
  readonly userAgent: unknown;
  readonly origin: Origin;
}

/** Who calls, and the places that the calls came from lately. */
export class Session {
  readonly actor: Actor;
  private readonly known: Known[] = [];

  constructor(actor: Actor) {
    this.actor = actor;
  }

  origin(record: RecordFields, isAgentParsed: boolean): Origin {
    for (const { sourceIPAddress, userAgent, origin } of this.known) {
      if (sourceIPAddress === record.sourceIPAddress && userAgent === record.userAgent) return origin;
    }
    const { sourceIPAddress, userAgent } = record;
    const origin = newOrigin(this.actor, sourceIPAddress, userAgent, isAgentParsed);
    if (isShort(sourceIPAddress) && isShort(userAgent)) {
      if (this.known.length >= FEW) this.known.shift();
      this.known.push({ sourceIPAddress, userAgent, origin });
    }
    return origin;
  }
}

function isShort(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.length <= MAX_TEXT);
}
