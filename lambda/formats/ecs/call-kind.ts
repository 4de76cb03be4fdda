import type { KindFields } from "../call-kinds.ts";
import { type Key, pieceOf } from "../json-key.ts";
import { placeMembers } from "./cloud-fields.ts";
import { actionMembers, kindMembers, type Outcome } from "./kind-fields.ts";
import { textReader } from "./texts.ts";

/** The schema version that Elastic's pipeline names. */
export const ECS_VERSION = "8.11.0";

/** What the documents of one kind of calls have in common, as finished JSON. */
export class CallKind {
  /** A summary of many calls, which has no outcome of its own. */
  readonly isAggregate: boolean;
  /** What stands in `cloud` behind the account, and the beginning of `aws.cloudtrail`, whose braces are to come. */
  readonly placeAndNamespace: Key;
  /** True when nothing stands in that namespace yet. */
  readonly isBare: boolean;
  private readonly record: KindFields;
  private readonly isExtended: boolean;
  private readonly actions: Partial<Record<Outcome, Key>> = {};

  constructor(record: KindFields, isExtended: boolean) {
    const text = textReader(false);
    const members = kindMembers(record, text);
    this.isAggregate = record.eventCategory === "Aggregated" || record.eventType === "AwsAggregatedEvent";
    this.isBare = members === "";
    this.placeAndNamespace = pieceOf(`${placeMembers(record, text)}},"aws":{"cloudtrail":{${members}`);
    this.record = record;
    this.isExtended = isExtended;
  }

  /** `ecs`, and the beginning of `event`, whose brace is to come. */
  action(outcome: Outcome): Key {
    this.actions[outcome] ??= this.printAction(outcome);
    return this.actions[outcome];
  }

  private printAction(outcome: Outcome): Key {
    const event = actionMembers(this.record, this.isExtended, outcome, textReader(false));
    return pieceOf(`"ecs":{"version":"${ECS_VERSION}"},"event":{${event}`);
  }
}
