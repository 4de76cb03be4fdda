import { type Key, keyOf, pieceOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import { memoize } from "../memo.ts";
import { outcomeOf } from "../outcome.ts";
import { categoriesOf } from "./categories.ts";
import type { Draft } from "./draft.ts";
import { arrivalOf, isoTimeOf } from "./times.ts";

/** `event.*`. https://www.elastic.co/docs/reference/ecs/ecs-event */

const EVENT = pieceOf('"event":{"kind":"event"');
const ID = keyOf("id");
const ACTION = keyOf("action");
const PROVIDER = keyOf("provider");
const CREATED = keyOf("created");
const START = keyOf("start");
const END = keyOf("end");
const ORIGINAL = keyOf("original");

/** Writes the group. `window` is the time window of an aggregated event. */
export function writeEvent(draft: Draft, window: JsonObject): void {
  const { record, json, text, settings, source, extras } = draft;
  json.add(EVENT);
  json.put(ID, text(record.eventID) ?? text(record.eventId));
  json.put(ACTION, text(record.eventName));
  json.put(PROVIDER, text(record.eventSource));
  json.add(kindsOf(record.eventName, settings.isExtended)[documentOutcome(record)]);
  json.put(CREATED, arrivalOf(source.receivedMs));
  json.put(START, isoTimeOf(window.windowStart));
  json.put(END, isoTimeOf(window.windowEnd));
  if (extras.raw !== undefined) json.putForeign(ORIGINAL, extras.raw);
  json.close();
}

type Outcome = "success" | "failure" | "unknown";

/** A summary of many calls has no outcome of its own. */
function documentOutcome(record: JsonObject): Outcome {
  const isAggregate = record.eventCategory === "Aggregated" || record.eventType === "AwsAggregatedEvent";
  return isAggregate ? "unknown" : outcomeOf(record);
}

/** `category`, `type` and `outcome`, by the outcome. */
type Kinds = Readonly<Record<Outcome, Key>>;

const kindsByName = memoize((eventName) => printKinds(eventName, false));
const extendedKindsByName = memoize((eventName) => printKinds(eventName, true));

function kindsOf(eventName: unknown, isExtended: boolean): Kinds {
  const name = typeof eventName === "string" ? eventName : "";
  return isExtended ? extendedKindsByName(name) : kindsByName(name);
}

function printKinds(eventName: string, isExtended: boolean): Kinds {
  const kinds = JSON.stringify(categoriesOf(eventName, isExtended)).slice(1, -1);
  const withOutcome = (outcome: Outcome) => pieceOf(`${kinds},"outcome":"${outcome}"`);
  return {
    success: withOutcome("success"),
    failure: withOutcome("failure"),
    unknown: withOutcome("unknown"),
  };
}
