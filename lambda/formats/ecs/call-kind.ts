import type { KindFields } from "../call-kinds.ts";
import { type Key, pieceOf } from "../json-key.ts";
import { placeMembers } from "./cloud-fields.ts";
import { actionMembers, type Outcome } from "./event-fields.ts";
import { kindMembers } from "./kind-fields.ts";
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
  private readonly actions: Readonly<Record<Outcome, Key>>;

  constructor(record: KindFields, isExtended: boolean) {
    const text = textReader(false);
    this.isAggregate = record.eventCategory === "Aggregated" || record.eventType === "AwsAggregatedEvent";
    const members = kindMembers(record, text);
    this.isBare = members === "";
    this.placeAndNamespace = pieceOf(`${placeMembers(record, text)}},"aws":{"cloudtrail":{${members}`);
    const actionOf = (outcome: Outcome) =>
      pieceOf(
        `"ecs":{"version":"${ECS_VERSION}"},"event":{${actionMembers(record, isExtended, outcome, text)}`,
      );
    this.actions = {
      success: actionOf("success"),
      failure: actionOf("failure"),
      unknown: actionOf("unknown"),
    };
  }

  /** `ecs`, and the beginning of `event`, whose brace is to come. */
  action(outcome: Outcome): Key {
    return this.actions[outcome];
  }
}
