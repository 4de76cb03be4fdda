import type { RecordFields } from "../record-fields.ts";

/** The fields that make a kind of calls: one API with one outcome, in one account and region. */
export type KindFields = Pick<
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

/** Kinds that are remembered at a time, and those of one name. */
const MAX_KINDS = 2_048;
const MAX_OF_NAME = 16;
/** Longer texts are not what kinds of calls have in common. */
const MAX_TEXT = 512;

interface Known<Kind> {
  readonly fields: KindFields;
  readonly kind: Kind;
}

/**
 * What a format makes of a kind of calls, remembered: a log file has few kinds and many calls of each. Bounded: forgets
 * all of them when there are too many.
 */
export class CallKinds<Kind> {
  private readonly make: (fields: KindFields) => Kind;
  private readonly known = new Map<unknown, Known<Kind>[]>();
  private count = 0;

  constructor(make: (fields: KindFields) => Kind) {
    this.make = make;
  }

  of(record: RecordFields): Kind {
    const known = this.known.get(record.eventName);
    if (known !== undefined) {
      for (const entry of known) if (isSame(entry.fields, record)) return entry.kind;
    }
    // A copy: the record itself would keep the buffer that it came in.
    const fields = copyOf(record);
    const kind = this.make(fields);
    if (Object.values(fields).every(isShort)) this.remember({ fields, kind });
    return kind;
  }

  private remember(entry: Known<Kind>): void {
    const { eventName } = entry.fields;
    if (this.count === MAX_KINDS) {
      this.known.clear();
      this.count = 0;
    }
    const ofName = this.known.get(eventName) ?? [];
    if (ofName.length === MAX_OF_NAME) ofName.shift();
    else this.count += 1;
    ofName.push(entry);
    this.known.set(eventName, ofName);
  }
}

function isShort(value: unknown): boolean {
  return typeof value === "string" ? value.length <= MAX_TEXT : typeof value !== "object" || value === null;
}

function copyOf(record: RecordFields): KindFields {
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
