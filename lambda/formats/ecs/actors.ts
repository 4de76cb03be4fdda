import { isObject, type JsonObject } from "../json-value.ts";
import { type Actor, NOBODY, readActor } from "./actor.ts";
import type { ReadText } from "./texts.ts";
import type { UserIdKind } from "./user.ts";

/** Sessions that are at work at the same time in the same account and region. */
const MAX_REMEMBERED = 64;

/**
 * The actors read last, by their `userIdentity` object: decoding gives the records of one session the same one.
 *
 * A list is looked through faster than a WeakMap takes a new key, which records with identities of their own would make
 * it do each time.
 */
export class Actors {
  private readonly userId: UserIdKind;
  private readonly identities: JsonObject[] = [];
  private readonly actors: Actor[] = [];
  private oldest = 0;

  constructor(userId: UserIdKind) {
    this.userId = userId;
  }

  of(userIdentity: unknown, text: ReadText): Actor {
    if (!isObject(userIdentity)) return NOBODY;
    const place = this.identities.indexOf(userIdentity);
    const known = place < 0 ? undefined : this.actors[place];
    if (known !== undefined) return known;
    const actor = readActor(userIdentity, this.userId, text);
    this.identities[this.oldest] = userIdentity;
    this.actors[this.oldest] = actor;
    this.oldest = (this.oldest + 1) % MAX_REMEMBERED;
    return actor;
  }
}
