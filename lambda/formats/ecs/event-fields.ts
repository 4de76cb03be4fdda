import type { RecordFields } from "../../record-fields.ts";
import type { KindFields } from "../call-kinds.ts";
import { keyOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { outcomeOf } from "../outcome.ts";
import { categoriesOf } from "./categories.ts";
import type { Draft } from "./draft.ts";
import { otherField } from "./field-rules.ts";
import type { ReadText } from "./texts.ts";
import { arrivalOf, isoTimeOf } from "./times.ts";

/** `event.*`. https://www.elastic.co/docs/reference/ecs/ecs-event */

const ID = keyOf("id");
const ACTION = keyOf("action");
const PROVIDER = keyOf("provider");
const CREATED = keyOf("created");
const START = keyOf("start");
const END = keyOf("end");
const ORIGINAL = keyOf("original");

export type Outcome = "success" | "failure" | "unknown";

/** What the events of one kind of calls have in common. */
export function actionMembers(
  record: KindFields,
  isExtended: boolean,
  outcome: Outcome,
  text: ReadText,
): string {
  const json = new JsonWriter(true);
  json.raw('"kind":"event"');
  json.put(ACTION, text(record.eventName));
  json.put(PROVIDER, text(record.eventSource));
  json.raw(JSON.stringify(categoriesOf(record.eventName, isExtended)).slice(1, -1));
  json.raw(`"outcome":"${outcome}"`);
  return json.members();
}

/** Writes the group behind its beginning. `window` is the time window of an aggregated event. */
export function writeOccurrence({ record, json, text, source, extras }: Draft, window: JsonObject): void {
  json.put(ID, text(record.eventID) ?? text(otherField(record, "eventId")));
  json.put(CREATED, arrivalOf(source.receivedMs));
  json.put(START, isoTimeOf(window.windowStart));
  json.put(END, isoTimeOf(window.windowEnd));
  if (extras.raw !== undefined) json.putEscaped(ORIGINAL, extras.raw);
  json.close();
}

/** How the call ended. */
export function documentOutcome(record: RecordFields, isAggregate: boolean): Outcome {
  return isAggregate ? "unknown" : outcomeOf(record);
}
