import type { RecordFields } from "../../record-fields.ts";
import { keyOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import { outcomeOf } from "../outcome.ts";
import type { CallKind } from "./call-kind.ts";
import type { Draft } from "./draft.ts";
import { otherField } from "./field-rules.ts";
import type { Outcome } from "./kind-fields.ts";
import { arrivalOf, isoTimeOf } from "./times.ts";

/** `event.*`. https://www.elastic.co/docs/reference/ecs/ecs-event */

const ID = keyOf("id");
const CREATED = keyOf("created");
const START = keyOf("start");
const END = keyOf("end");
const ORIGINAL = keyOf("original");

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
export function documentOutcome(record: RecordFields, { isAggregate }: CallKind): Outcome {
  return isAggregate ? "unknown" : outcomeOf(record);
}
