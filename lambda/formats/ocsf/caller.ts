import { JsonWriter } from "../json-writer.ts";
import { type Actor, writeActor } from "./actor.ts";
import type { Draft } from "./draft.ts";
import { type Identity, readIdentity } from "./identity.ts";
import { Unmapped } from "./unmapped.ts";

/** The member `actor` as text, empty when there is none, and what goes with it. */
interface WrittenActor {
  readonly text: string;
  readonly actor: Actor;
  readonly unmapped: Unmapped;
}

/** Who made a call: read once, written once, used by all of the caller's events. */
export class Caller {
  readonly identity: Identity;
  private readonly unmapped = new Unmapped();
  /** For a class that requires an actor, and for one that does not. */
  private required: WrittenActor | undefined;
  private optional: WrittenActor | undefined;

  /** @param fallbackName the name that `additionalEventData` tells */
  constructor(userIdentity: unknown, fallbackName: string | undefined) {
    this.identity = readIdentity(userIdentity, fallbackName, this.unmapped);
  }

  /** Leaves what has no attribute to the event. */
  keepRest({ unmapped }: Draft): void {
    unmapped.keepAll(this.unmapped);
  }

  /** Writes `actor`, if there is one. */
  write(isRequired: boolean, draft: Draft): Actor {
    const name = isRequired ? "required" : "optional";
    this[name] ??= this.written(isRequired, draft);
    const { text, actor, unmapped } = this[name];
    if (text !== "") draft.json.raw(text);
    draft.unmapped.keepAll(unmapped);
    return actor;
  }

  private written(isRequired: boolean, draft: Draft): WrittenActor {
    const json = new JsonWriter(false);
    const unmapped = new Unmapped();
    const actor = writeActor(this.identity, isRequired, { ...draft, json, unmapped });
    return { text: json.members(), actor, unmapped };
  }
}
