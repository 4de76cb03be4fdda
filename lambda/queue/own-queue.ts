import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Clock } from "../clock.ts";
import { encodeContinuation } from "../decode/continuation.ts";
import type { ObjectRef } from "../types.ts";
import { startFreshChain } from "./fresh-chain.ts";

/** A message that goes back, and when it should be received again. */
export interface Postponed {
  readonly receiptHandle: string;
  readonly seconds: number;
}

/** The queue that the pipeline itself reads from. */
export interface OwnQueue {
  /** Resolves when SQS has accepted a message that names the rest of an object. Rejects when it may not have. */
  continueObject(rest: ObjectRef, delaySeconds: number): Promise<void>;
  /** Sets when messages are received again. Never rejects: what fails keeps the queue's own visibility timeout. */
  postpone(messages: readonly Postponed[]): Promise<void>;
}

/**
 * Lambda cuts a chain of about 16 invocations that lead to one another, and a chain cannot be told from a loop. A
 * continuation is no loop, because every hop settles at least one record; so every so many hops a chain begins anew.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
const HOPS_OF_A_CHAIN = 12;

/** Entries that SQS takes in one batch request. */
const BATCH_ENTRIES = 10;

export function createOwnQueue(sqs: SQSClient, queueUrl: string, clock: Clock): OwnQueue {
  return {
    continueObject: async (rest, delaySeconds) => {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: encodeContinuation([rest]),
        DelaySeconds: delaySeconds,
      });
      if ((rest.hop ?? 0) % HOPS_OF_A_CHAIN === 0) startFreshChain(command, clock);
      await sqs.send(command);
    },
    postpone: async (messages) => {
      const batches: Postponed[][] = [];
      for (let at = 0; at < messages.length; at += BATCH_ENTRIES)
        batches.push(messages.slice(at, at + BATCH_ENTRIES));
      await Promise.allSettled(
        batches.map((batch) =>
          sqs.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: queueUrl,
              Entries: batch.map(({ receiptHandle, seconds }, index) => ({
                Id: String(index),
                ReceiptHandle: receiptHandle,
                VisibilityTimeout: seconds,
              })),
            }),
          ),
        ),
      );
    },
  };
}

/** Calls near the deadline must not hang: what SQS does not take in time comes again by itself. */
export function createSqsClient(): SQSClient {
  return new SQSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
}
