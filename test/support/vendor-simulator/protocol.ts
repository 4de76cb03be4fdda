import type { Answer, ReceivedRequest } from "../../../ops/local/vendors/vendor.ts";

export type { Answer, ReceivedRequest };

/** One event as an independent reader of the vendor's format finds it. */
export interface StoredEvent {
  readonly id: string;
  /** The CloudTrail record, where the vendor's form still holds it whole. */
  readonly record?: unknown;
}

/** What one running server knows. */
export interface VendorState {
  /** What it accepts as credential; changes when a test rotates it. */
  credential: string;
  /** Ids that it refuses for good. */
  readonly poison: Set<string>;
  /** Ids that it refuses the first time. */
  readonly busy: Set<string>;
  /** Largest body it takes, before compression. */
  maxBodyBytes: number;
  readonly stored: StoredEvent[];
  /** Whatever a protocol has to remember. */
  readonly notes: Map<string, unknown>;
}

/** The secret that a destination reads, as the test's secret store holds it. */
export const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-AbCdEf";
export const TLS_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:tls-AbCdEf";

/**
 * One vendor's side of the protocol, written from its documentation and not from our code. Its statuses are those of the
 * vendor's table.
 */
export interface VendorProtocol {
  readonly type: string;
  /** What the configuration says about this vendor, pointed at a server of ours. */
  options(url: string): Readonly<Record<string, unknown>>;
  /** The text of the secret that goes with a credential. */
  secret?(credential: string, url: string): string;
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What `Content-Encoding` it understands; undefined stands for none. */
  readonly encodings: readonly (string | undefined)[];
  /** Whether the request carries the credential. */
  isAuthorized?(request: ReceivedRequest, state: VendorState): boolean;
  /** What it answers to a wrong credential. */
  readonly unauthorized?: Answer;
  /** Largest number of events in a body. */
  readonly maxEvents: number;
  /** Events of a body. Throws on what the vendor could not read. */
  read(body: string): StoredEvent[];
  /** Other addresses of the same server: tokens, acknowledgements. */
  beside?(request: ReceivedRequest, state: VendorState): Answer | undefined;
  /** Judges the events one by one where the protocol can; otherwise one bad event refuses the whole body. */
  judge?(events: readonly StoredEvent[], state: VendorState): Answer;
  readonly success: Answer;
  readonly statuses: {
    readonly retried: readonly number[];
    readonly auth: readonly number[];
    readonly config: readonly number[];
    readonly refused: readonly number[];
  };
  /** A repeated event is recognised; otherwise it is stored twice, as its page says. */
  readonly absorbsDuplicates?: boolean;
  /** Answers that look like success and are none. */
  readonly falseSuccesses?: readonly Answer[];
}

/** The default judgement: everything, or nothing. */
export function allOrNothing(events: readonly StoredEvent[], state: VendorState, success: Answer): Answer {
  if (events.some(({ id }) => state.poison.has(id))) return { status: 400, body: '{"error":"bad event"}' };
  const busy = events.filter(({ id }) => state.busy.delete(id));
  if (busy.length > 0) return { status: 429, headers: { "retry-after": "1" } };
  state.stored.push(...events);
  return success;
}

/** Credentials of the documentation; never those of whoever runs the tests. */
export const AWS_CREDENTIALS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "a-session-token-of-nobody",
};
