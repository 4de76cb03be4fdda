import type { RecordFields } from "../../record-fields.ts";
import { Caller } from "./caller.ts";
import { Session } from "./session.ts";
import { isObject } from "./values.ts";

/**
 * The sessions of one format, remembered by their `userIdentity` object: decoding gives the records of one session the
 * same one (`decode/known-values.ts`). Forgotten together with that object.
 */
export class Sessions {
  private readonly known = new WeakMap<object, Session>();

  /** @param fallbackName the name that `additionalEventData` tells */
  of({ userIdentity, hasOwnIdentity }: RecordFields, fallbackName: string | undefined): Session {
    const isKnown = fallbackName === undefined && !hasOwnIdentity && isObject(userIdentity);
    const known = isKnown ? this.known.get(userIdentity) : undefined;
    if (known !== undefined) return known;
    const session = new Session(new Caller(userIdentity, fallbackName));
    if (isKnown) this.known.set(userIdentity, session);
    return session;
  }
}
