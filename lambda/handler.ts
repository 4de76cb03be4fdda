import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createForwarder, type Forwarder } from "./forwarder.ts";

let forwarder: Promise<Forwarder> | undefined;

/**
 * The Lambda entry point. Always answers with a list of failed messages or throws: an empty answer would delete the batch.
 *
 * A configuration that does not parse fails every invocation, so that its messages wait in the queue.
 */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  forwarder ??= createForwarder(process.env);
  // A failed start (a secret that cannot be read yet) is tried again by the next invocation.
  forwarder.catch(() => {
    forwarder = undefined;
  });
  return (await forwarder).handle(event, context.getRemainingTimeInMillis());
};
