import type { RecordFields } from "../../record-fields.ts";
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

/** The fields that make the kind. */
type KindFields = Pick<
  RecordFields,
  | "eventName"
  | "eventSource"
  | "eventVersion"
  | "eventType"
  | "eventCategory"
  | "apiVersion"
  | "awsRegion"
  | "recipientAccountId"
  | "errorCode"
  | "readOnly"
  | "managementEvent"
  | "sessionCredentialFromConsole"
>;

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

/** Names that are remembered at a time, and kinds of one name. */
const MAX_NAMES = 1_024;
const MAX_OF_NAME = 16;
/** Longer texts are not what kinds of calls have in common. */
const MAX_TEXT = 512;

interface Known {
  readonly fields: KindFields;
  readonly kind: CallKind;
}

/** The kinds of one format, remembered. Bounded: forgets all of them when there are too many. */
export class CallKinds {
  private readonly edition: Edition;
  private readonly known = new Map<unknown, Known[]>();

  constructor(edition: Edition) {
    this.edition = edition;
  }

  of(record: RecordFields): CallKind {
    const known = this.known.get(record.eventName);
    if (known !== undefined) {
      for (const entry of known) if (isSame(entry.fields, record)) return entry.kind;
    }
    // A copy: the record itself would keep the buffer that it came in.
    const fields = kindFieldsOf(record);
    const kind = new CallKind(fields, this.edition);
    if (Object.values(fields).every(isShort)) this.remember({ fields, kind });
    return kind;
  }

  private remember(entry: Known): void {
    const { eventName } = entry.fields;
    if (this.known.size >= MAX_NAMES) this.known.clear();
    const ofName = this.known.get(eventName) ?? [];
    if (ofName.length >= MAX_OF_NAME) ofName.shift();
    ofName.push(entry);
    this.known.set(eventName, ofName);
  }
}

function isShort(value: unknown): boolean {
  return typeof value === "string" ? value.length <= MAX_TEXT : typeof value !== "object" || value === null;
}

function kindFieldsOf(record: RecordFields): KindFields {
  return {
    eventName: record.eventName,
    eventSource: record.eventSource,
    eventVersion: record.eventVersion,
    eventType: record.eventType,
    eventCategory: record.eventCategory,
    apiVersion: record.apiVersion,
    awsRegion: record.awsRegion,
    recipientAccountId: record.recipientAccountId,
    errorCode: record.errorCode,
    readOnly: record.readOnly,
    managementEvent: record.managementEvent,
    sessionCredentialFromConsole: record.sessionCredentialFromConsole,
  };
}

/** Whether two records of one event name are of one kind; what differs most comes first. */
function isSame(one: KindFields, other: RecordFields): boolean {
  return (
    one.eventVersion === other.eventVersion &&
    one.errorCode === other.errorCode &&
    one.eventSource === other.eventSource &&
    one.readOnly === other.readOnly &&
    one.awsRegion === other.awsRegion &&
    one.recipientAccountId === other.recipientAccountId &&
    one.eventType === other.eventType &&
    one.eventCategory === other.eventCategory &&
    one.managementEvent === other.managementEvent &&
    one.apiVersion === other.apiVersion &&
    one.sessionCredentialFromConsole === other.sessionCredentialFromConsole
  );
}
