import type { SQSRecord } from "aws-lambda";
import { encodeContinuation } from "../../lambda/decode/continuation.ts";
import { contentId, type Ledger, type LedgerEntry } from "../../lambda/ledger/ledger.ts";
import { BUCKET, invoke, logKey, sqsMessage } from "../support/invocation.ts";

/**
 * The same as `kill.test.ts`, where whole processes die, with an end at every single await on something outside: each piece
 * that is read, each request, each file of the reject store, each question to the ledger, each message. The invocation hears
 * nothing of what came after its end, and the queue hands its messages out again. Time is virtual, so that an object which
 * takes many invocations can be gone through point by point.
 */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const NEVER = new Promise<never>(() => undefined);

/** A step of an invocation, with its effect on the world. Does not return to one that is dead. */
type Step = <Result>(name: string, effect: () => Result) => Promise<Result>;

/** Counts the steps of all invocations, and ends the one that takes a certain one. */
class Death {
  readonly names: string[] = [];
  readonly #at: ReadonlySet<number>;
  readonly #when: "before" | "after";

  constructor(at: readonly number[], when: "before" | "after") {
    this.#at = new Set(at);
    this.#when = when;
  }

  /** Begins an invocation; `dead` resolves when it dies. */
  begin(): { readonly step: Step; readonly dead: Promise<"dead"> } {
    let isDead = false;
    let die: () => void = () => undefined;
    const dead = new Promise<"dead">((resolve) => {
      die = () => {
        isDead = true;
        resolve("dead");
      };
    });
    const step: Step = async (name, effect) => {
      if (isDead) return NEVER;
      const isLast = this.#at.has(this.names.push(name));
      if (isLast && this.#when === "before") die();
      if (isDead) return NEVER;
      const result = effect();
      if (isLast) die();
      return isDead ? NEVER : result;
    };
    return { step, dead };
  }
}

interface Scene {
  readonly elements: readonly string[];
  /** Virtual time of a request; an invocation has 60 s. */
  readonly sendMs: number;
}

interface Outcome {
  readonly names: readonly string[];
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  /** How many more events arrived than were sent. */
  readonly again: number;
  readonly state?: string;
  readonly invocations: number;
}

async function forward({ elements, sendMs }: Scene, death: Death): Promise<Outcome> {
  const arrived: string[] = [];
  const kept = new Map<string, string>();
  const entries = new Map<string, LedgerEntry>();
  const first = encodeContinuation([{ bucket: BUCKET, key: KEY, versionId: "v1", etag: "0123" }]);
  const waiting: SQSRecord[] = [sqsMessage(first)];
  let [sent, invocations] = [0, 0];
  while (waiting.length > 0) {
    invocations += 1;
    if (invocations > 200) throw new Error("no end");
    const messages = waiting.splice(0, 1);
    const { step, dead } = death.begin();
    const ledger: Ledger = {
      find: (ref) => step("find", () => entries.get(contentId(ref) ?? "")),
      record: (entry) =>
        step("record", () => {
          const id = contentId(entry.ref) ?? "";
          if (entries.get(id)?.state !== "done") entries.set(id, entry);
        }),
    };
    const ended = invoke({
      objects: { [KEY]: `{"Records":[${elements.join()}]}` },
      identities: { [KEY]: { versionId: "v1", etag: "0123" } },
      pieceBytes: 4_000,
      maxBatchEvents: 50,
      sendMs,
      messages,
      ledger,
      onRead: () => step("read", () => undefined),
      send: ({ entries }) =>
        step("send", () => {
          arrived.push(...entries.map((entry) => Buffer.from(entry).toString()));
          return { rejected: [], retryable: [] };
        }),
      putReject: (key, body) =>
        step("reject", () => {
          kept.set(key, Buffer.from(body).toString());
        }),
      queue: {
        continueObject: (rest) =>
          step("continue", () => {
            sent += 1;
            waiting.push(sqsMessage(encodeContinuation([rest]), { messageId: `rest-${sent}` }));
          }),
        postpone: async () => undefined,
      },
    }).then((result) => step("answer", () => result.returned));
    const returned = await Promise.race([ended, dead]);
    for (const message of messages) {
      if (returned !== "dead" && !returned.includes(message.messageId)) continue;
      const receives = Number(message.attributes.ApproximateReceiveCount) + 1;
      waiting.push(sqsMessage(message.body, { messageId: message.messageId, receives }));
    }
  }
  const wanted = new Set(elements);
  const there = new Set([...arrived, ...[...kept.values()].join("\n").split("\n")]);
  return {
    names: death.names,
    missing: elements.filter((element) => !there.has(element)),
    unknown: arrived.filter((event) => !wanted.has(event)),
    again: arrived.length - new Set(arrived).size,
    state: entries.get("v1")?.state,
    invocations,
  };
}

const recordOf = (index: number) => JSON.stringify({ eventID: `e${index}`, pad: "x".repeat(index % 90) });
const elementsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => (index % 97 === 5 ? `${index}` : recordOf(index)));

/** A few records in one invocation, and so many that it takes several. */
const SMALL: Scene = { elements: elementsOf(20), sendMs: 0 };
const HUGE: Scene = { elements: elementsOf(1_500), sendMs: 10_000 };

async function killEverywhere(scene: Scene, mostAgain: number): Promise<readonly string[]> {
  const undisturbed = await forward(scene, new Death([], "before"));
  expect(undisturbed).toMatchObject({ missing: [], unknown: [], again: 0, state: "done" });
  for (const [index, name] of undisturbed.names.entries()) {
    for (const when of ["before", "after"] as const) {
      const outcome = await forward(scene, new Death([index + 1], when));
      const where = `killed ${when} step ${index + 1} (${name})`;
      const { missing, unknown, state } = outcome;
      expect({ where, missing, unknown, state }).toEqual({ where, missing: [], unknown: [], state: "done" });
      expect({ where, isLittle: outcome.again <= mostAgain, again: outcome.again }).toMatchObject({
        where,
        isLittle: true,
      });
    }
  }
  return undisturbed.names;
}

test("F95: an end at every await while a small object is forwarded → redelivered, nothing is missing", async () => {
  const names = await killEverywhere(SMALL, SMALL.elements.length);
  expect(new Set(names)).toEqual(new Set(["find", "read", "send", "reject", "record", "answer"]));
});

test("F95, F102: an end at every await while a huge object goes from invocation to invocation → nothing is missing, and only what one invocation had delivered comes again", async () => {
  // Six requests of fifty in the time of an invocation, and two that were on their way.
  const names = await killEverywhere(HUGE, 8 * 50);
  expect(names.filter((name) => name === "continue").length).toBeGreaterThan(3);
  expect(names.length).toBeGreaterThan(100);
});

test("F95: an end in every invocation, again and again → it comes to its end, nothing is missing", async () => {
  for (const every of [37, 53, 71, 97]) {
    const points = Array.from({ length: 12 }, (_, index) => (index + 1) * every);
    for (const when of ["before", "after"] as const) {
      const { missing, unknown, state } = await forward(HUGE, new Death(points, when));
      expect({ every, when, missing, unknown, state }).toMatchObject({
        missing: [],
        unknown: [],
        state: "done",
      });
    }
  }
});
