import type { RecordFields } from "../../record-fields.ts";
import { isObject } from "../json-value.ts";
import { NOBODY, namedActor, readActor } from "./actor.ts";
import { Session } from "./session.ts";
import type { UserIdKind } from "./user.ts";

/**
 * The sessions of one format, remembered by their `userIdentity` object: decoding gives the records of one session the
 * same one (`decode/known-values.ts`). Forgotten together with that object.
 */
export class Sessions {
  private readonly userId: UserIdKind;
  private readonly known = new WeakMap<object, Session>();
  private readonly nobodys = new Session(NOBODY);

  constructor(userId: UserIdKind) {
    this.userId = userId;
  }

  /** @param fallbackName what the record calls the user elsewhere */
  of(record: RecordFields, fallbackName: string | undefined): Session {
    const session = this.knownOf(record);
    const isNamed = fallbackName === undefined || session.actor.who.name !== undefined;
    return isNamed ? session : new Session(namedActor(session.actor, fallbackName));
  }

  private knownOf({ userIdentity, hasOwnIdentity }: RecordFields): Session {
    if (userIdentity === undefined || userIdentity === null) return this.nobodys;
    if (hasOwnIdentity || !isObject(userIdentity)) return new Session(readActor(userIdentity, this.userId));
    let session = this.known.get(userIdentity);
    if (session === undefined) {
      session = new Session(readActor(userIdentity, this.userId));
      this.known.set(userIdentity, session);
    }
    return session;
  }
}
