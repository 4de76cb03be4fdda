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

/** What the events of a kind begin with. */
export interface Head {
  /** Class, activity and status. */
  readonly members: Key;
  /** The same, `cloud`, and the beginning of `metadata`: all that is written before the event's own. */
  readonly all: Key;
}

interface KnownHead extends Head {
  readonly eventClass: EventClass;
  readonly activityId: number;
  readonly isFailure: boolean;
}

/**
 * What many calls have in common, as finished JSON: the calls of one API with one outcome, in one account and region. A
 * log file has few kinds of calls and many calls of each.
 */
export class CallKind {
  readonly eventName: string;
  readonly eventSource: string | undefined;
  readonly errorCode: string | undefined;
  readonly selected: EventClass;
  readonly activityId: number;
  /** `metadata` and `api` without what is the call's own; their closing braces are to come. */
  readonly metadata: Key;
  readonly api: Key;
  /** `api` up to the request's uid. */
  readonly request: Key;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** What has no attribute. */
  readonly unmapped = new Unmapped();
  private readonly heads: KnownHead[] = [];

  constructor(record: KindFields, edition: Edition) {
    const { unmapped } = this;
    this.eventName = unmapped.take("eventName", record.eventName) ?? "Unknown";
    this.eventSource = unmapped.take("eventSource", record.eventSource);
    this.errorCode = unmapped.take("errorCode", record.errorCode);
    this.selected = selectClass(record);
    this.activityId = activityOf(this.selected, this.eventName, record.readOnly);
    const version = unmapped.take("eventVersion", record.eventVersion);
    const category = unmapped.take("eventCategory", record.eventCategory);
    const type = unmapped.take("eventType", record.eventType);
    this.metadata = pieceOf(`"metadata":{${metadataMembers(version, category, type, edition)}`);
    this.region = unmapped.take("awsRegion", record.awsRegion);
    this.account = unmapped.take("recipientAccountId", record.recipientAccountId);
    const json = new JsonWriter(false);
    json.put(K.operation, this.eventName);
    json.put(K.version, unmapped.take("apiVersion", record.apiVersion));
    json.putAt(P.service, this.eventSource);
    const api = `"api":{${json.members()}`;
    this.api = pieceOf(api);
    this.request = pieceOf(`${api},"request":{"uid":"`);
    unmapped.keep("readOnly", record.readOnly);
    unmapped.keep("managementEvent", record.managementEvent);
    unmapped.keep("sessionCredentialFromConsole", record.sessionCredentialFromConsole);
  }

  head(eventClass: EventClass, activityId: number, isFailure: boolean): Head {
    for (const head of this.heads) {
      if (head.isFailure === isFailure && head.eventClass === eventClass && head.activityId === activityId)
        return head;
    }
    const json = new JsonWriter(false);
    writeClass(eventClass, activityId, this.eventName, json);
    json.raw(isFailure ? FAILURE : SUCCESS);
    json.put(K.statusCode, this.errorCode);
    const members = pieceOf(json.members());
    const cloud = cloudMembers(this.region, this.account);
    const all = pieceOf(`${members.first},${cloud},${this.metadata.first}`);
    const head = { eventClass, activityId, isFailure, members, all };
    this.heads.push(head);
    return head;
  }
}
