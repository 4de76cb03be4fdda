import type { KindFields } from "../call-kinds.ts";
import { type Key, pieceOf } from "../json-key.ts";
import { JsonWriter } from "../json-writer.ts";
import { activityOf } from "./activities.ts";
import type { Edition } from "./editions.ts";
import { type EventClass, writeClass } from "./event-class.ts";
import { K, P } from "./keys.ts";
import { cloudMembers, metadataMembers } from "./metadata.ts";
import { selectClass } from "./select-class.ts";
import { Unmapped } from "./unmapped.ts";

const SUCCESS = '"status_id":1,"status":"Success"';
const FAILURE = '"status_id":2,"status":"Failure"';

/** Class, activity and status. */
interface Head {
  readonly eventClass: EventClass;
  readonly activityId: number;
  readonly isFailure: boolean;
  readonly members: Key;
}

/**
 * What many calls have in common, as finished JSON: the calls of one API with one outcome, in one account and region. A
 * log file has few kinds of calls and many calls of each.
 */
export class CallKind {
  readonly eventName: string;
  readonly eventSource: string | undefined;
  readonly errorCode: string | undefined;
  readonly eventType: string | undefined;
  readonly selected: EventClass;
  readonly activityId: number;
  /** `metadata` and `api` without what is the call's own; their closing braces are to come. */
  readonly metadata: Key;
  readonly api: Key;
  readonly cloud: Key;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** What has no attribute. */
  readonly unmapped = new Unmapped();
  private readonly heads: Head[] = [];

  constructor(record: KindFields, edition: Edition) {
    const { unmapped } = this;
    this.eventName = unmapped.take("eventName", record.eventName) ?? "Unknown";
    this.eventSource = unmapped.take("eventSource", record.eventSource);
    this.errorCode = unmapped.take("errorCode", record.errorCode);
    this.eventType = unmapped.take("eventType", record.eventType);
    this.selected = selectClass(record);
    this.activityId = activityOf(this.selected, this.eventName, record.readOnly);
    const version = unmapped.take("eventVersion", record.eventVersion);
    const category = unmapped.take("eventCategory", record.eventCategory);
    this.metadata = pieceOf(`"metadata":{${metadataMembers(version, category, edition)}`);
    this.region = unmapped.take("awsRegion", record.awsRegion);
    this.account = unmapped.take("recipientAccountId", record.recipientAccountId);
    this.cloud = pieceOf(cloudMembers(this.region, this.account));
    const json = new JsonWriter(false);
    json.put(K.operation, this.eventName);
    json.put(K.version, unmapped.take("apiVersion", record.apiVersion));
    json.putAt(P.service, this.eventSource);
    this.api = pieceOf(`"api":{${json.members()}`);
    unmapped.keep("readOnly", record.readOnly);
    unmapped.keep("managementEvent", record.managementEvent);
    unmapped.keep("sessionCredentialFromConsole", record.sessionCredentialFromConsole);
  }

  /** The members from `class_uid` to `status_code`. */
  head(eventClass: EventClass, activityId: number, isFailure: boolean): Key {
    for (const head of this.heads) {
      if (head.isFailure === isFailure && head.eventClass === eventClass && head.activityId === activityId)
        return head.members;
    }
    const json = new JsonWriter(false);
    writeClass(eventClass, activityId, this.eventName, json);
    json.raw(isFailure ? FAILURE : SUCCESS);
    json.put(K.statusCode, this.errorCode);
    const members = pieceOf(json.members());
    this.heads.push({ eventClass, activityId, isFailure, members });
    return members;
  }
}
