/** The top-level fields that formats read by name. Their order is that of the values in `RecordFields`. */
export const FIELD_NAMES = [
  "eventVersion",
  "userIdentity",
  "eventTime",
  "eventSource",
  "eventName",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "errorCode",
  "errorMessage",
  "requestParameters",
  "responseElements",
  "additionalEventData",
  "requestID",
  "eventID",
  "readOnly",
  "resources",
  "eventType",
  "apiVersion",
  "managementEvent",
  "recipientAccountId",
  "sharedEventID",
  "vpcEndpointId",
  "eventCategory",
  "sessionCredentialFromConsole",
  "tlsDetails",
  "serviceEventDetails",
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];

/**
 * A record's top-level members, read by name. All records have the same layout here, so that reading a field costs next
 * to nothing; looking its name up in a parsed object costs a search each time. What a record lacks is undefined.
 */
export class RecordFields {
  /** All other members, in the record's order. */
  readonly others: readonly (readonly [name: string, value: unknown])[];
  /** Whether no other record has the same `userIdentity` object, so that nothing needs to be remembered of it. */
  readonly hasOwnIdentity: boolean;
  private readonly values: readonly unknown[];

  /** @param values in the order of `FIELD_NAMES` */
  constructor(values: readonly unknown[], others: RecordFields["others"], hasOwnIdentity = false) {
    this.values = values;
    this.others = others;
    this.hasOwnIdentity = hasOwnIdentity;
  }

  get eventVersion(): unknown {
    return this.values[0];
  }
  get userIdentity(): unknown {
    return this.values[1];
  }
  get eventTime(): unknown {
    return this.values[2];
  }
  get eventSource(): unknown {
    return this.values[3];
  }
  get eventName(): unknown {
    return this.values[4];
  }
  get awsRegion(): unknown {
    return this.values[5];
  }
  get sourceIPAddress(): unknown {
    return this.values[6];
  }
  get userAgent(): unknown {
    return this.values[7];
  }
  get errorCode(): unknown {
    return this.values[8];
  }
  get errorMessage(): unknown {
    return this.values[9];
  }
  get additionalEventData(): unknown {
    return this.values[12];
  }
  get requestID(): unknown {
    return this.values[13];
  }
  get eventID(): unknown {
    return this.values[14];
  }
  get readOnly(): unknown {
    return this.values[15];
  }
  get resources(): unknown {
    return this.values[16];
  }
  get eventType(): unknown {
    return this.values[17];
  }
  get apiVersion(): unknown {
    return this.values[18];
  }
  get managementEvent(): unknown {
    return this.values[19];
  }
  get recipientAccountId(): unknown {
    return this.values[20];
  }
  get sharedEventID(): unknown {
    return this.values[21];
  }
  get vpcEndpointId(): unknown {
    return this.values[22];
  }
  get eventCategory(): unknown {
    return this.values[23];
  }
  get sessionCredentialFromConsole(): unknown {
    return this.values[24];
  }
  get tlsDetails(): unknown {
    return this.values[25];
  }
  get serviceEventDetails(): unknown {
    return this.values[26];
  }
  /** The account of a summary; records of calls name it otherwise. */
  get accountId(): unknown {
    return this.others.find(([name]) => name === "accountId")?.[1];
  }

  get requestParameters(): unknown {
    return parsed(this.values[10]);
  }

  get responseElements(): unknown {
    return parsed(this.values[11]);
  }

  /** `requestParameters` as JSON, byte for byte where it stands on one line; undefined when there are none. */
  get requestJson(): string | undefined {
    return jsonOf(this.values[10]);
  }

  /** `responseElements` as JSON, in the same way. */
  get responseJson(): string | undefined {
    return jsonOf(this.values[11]);
  }
}

/** The text of a value, which is parsed when somebody looks into it. */
export class UnparsedValue {
  private readonly text: string;
  private readonly parse: () => unknown;
  private result: { readonly value: unknown } | undefined;

  constructor(text: string, parse: () => unknown) {
    this.text = text;
    this.parse = parse;
  }

  /** The exact text; printed anew where it goes over several lines. */
  get json(): string {
    return this.text.includes("\n") ? JSON.stringify(this.value) : this.text;
  }

  get value(): unknown {
    this.result ??= { value: this.parse() };
    return this.result.value;
  }
}

function parsed(value: unknown): unknown {
  return value instanceof UnparsedValue ? value.value : value;
}

function jsonOf(value: unknown): string | undefined {
  if (value instanceof UnparsedValue) return value.json;
  return value === undefined || value === null || value === "" ? undefined : JSON.stringify(value);
}

const indices = new Map<string, number>(FIELD_NAMES.map((name, index) => [name, index]));

/** Where a field stands in `FIELD_NAMES`; undefined for one that is not among them. */
export function fieldIndexOf(name: string): number | undefined {
  return indices.get(name);
}

/** The fields of a record that is parsed. */
export function fieldsOf(record: Readonly<Record<string, unknown>>): RecordFields {
  const others: [string, unknown][] = [];
  for (const name in record) if (!indices.has(name)) others.push([name, record[name]]);
  return new RecordFields(
    FIELD_NAMES.map((name) => record[name]),
    others,
  );
}
