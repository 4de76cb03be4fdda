import type { SQSRecord } from "aws-lambda";
import { ObjectBooks } from "./books.ts";
import type { SkipReason } from "./contract/reasons.ts";
import { decodeNotification } from "./decode/notification.ts";
import type { ForwarderError } from "./errors.ts";
import type { DecodedMessage, ObjectRef } from "./types.ts";

/** A message of the invocation and what it names. */
export interface MessageWork {
  readonly message: SQSRecord;
  readonly receives: number;
  readonly decoded: DecodedMessage;
  readonly objects: readonly ObjectWork[];
  /** Set when the message goes back. */
  failure?: ForwarderError;
}

/** One object; several messages of a batch that name the same one share it. */
export interface ObjectWork {
  /** Replaced when the reading has to start over. */
  books: ObjectBooks;
  /** The highest receive count of the messages that name it. */
  receives: number;
  skip?: SkipReason;
  /** Set when it can never be read and is given up. */
  quarantine?: ForwarderError;
  /** Set when a later invocation goes on with it: from where. */
  rest?: ObjectRef;
  /** Whether a continuation found other content under its key, and started over. */
  hasChanged?: boolean;
}

/** Messages that are not to be believed, and what becomes of them instead of what they say. */
export type Refusals = ReadonlyMap<SQSRecord, DecodedMessage>;

/** Reads what the messages say; objects that several of them name are one. */
export function openMessages(
  messages: readonly SQSRecord[],
  refused: Refusals = new Map(),
): {
  messages: MessageWork[];
  objects: ObjectWork[];
} {
  const objects = new Map<string, ObjectWork>();
  const works = messages.map((message) =>
    openMessage(message, refused.get(message) ?? decodeNotification(message.body), objects),
  );
  return { messages: works, objects: [...objects.values()] };
}

function openMessage(
  message: SQSRecord,
  decoded: DecodedMessage,
  objects: Map<string, ObjectWork>,
): MessageWork {
  const receives = Number(message.attributes?.ApproximateReceiveCount ?? 1);
  const works = decoded.objects.map((ref) => {
    const identity = JSON.stringify([ref.bucket, ref.key, ref.versionId, ref.etag, ref.nextRecord, ref.only]);
    const work = objects.get(identity) ?? { books: new ObjectBooks(ref), receives };
    work.receives = Math.max(work.receives, receives);
    objects.set(identity, work);
    return work;
  });
  return { message, receives, decoded, objects: works };
}
