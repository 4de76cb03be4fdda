import type { SQSRecord } from "aws-lambda";
import { encodeContinuation } from "../../lambda/decode/continuation.ts";
import type { OwnQueue } from "../../lambda/queue/own-queue.ts";
import type { ObjectRef } from "../../lambda/types.ts";
import { invoke, type Scene, sqsMessage } from "./invocation.ts";

interface Chain {
  readonly delivered: string[];
  /** Continuations in the order they were queued. */
  readonly rests: ObjectRef[];
  readonly invocations: number;
  readonly totals: Awaited<ReturnType<typeof invoke>>["totals"][];
}

/** Runs invocations until no message is left: those that go back come again, continuations come as they are queued. */
export async function runChain(
  scene: Omit<Scene, "queue"> & {
    readonly refuse?: (rest: ObjectRef) => boolean;
    readonly sceneOf?: (invocation: number) => Partial<Scene>;
  },
  maxInvocations = 200,
): Promise<Chain> {
  const waiting: SQSRecord[] = [...scene.messages];
  const delivered: string[] = [];
  const rests: ObjectRef[] = [];
  const totals: Chain["totals"] = [];
  const queue: OwnQueue = {
    continueObject: async (rest) => {
      if (scene.refuse?.(rest)) throw new Error("SQS is down");
      rests.push(rest);
      waiting.push(sqsMessage(encodeContinuation([rest]), { messageId: `rest-${rests.length}` }));
    },
    postpone: async () => undefined,
  };
  let invocations = 0;
  while (waiting.length > 0) {
    invocations += 1;
    if (invocations > maxInvocations) throw new Error(`not done after ${maxInvocations} invocations`);
    const messages = waiting.splice(0);
    const result = await invoke({ ...scene, ...scene.sceneOf?.(invocations), messages, queue });
    delivered.push(...result.delivered);
    totals.push(result.totals);
    for (const message of messages.filter(({ messageId }) => result.returned.includes(messageId))) {
      const receives = Number(message.attributes.ApproximateReceiveCount) + 1;
      waiting.push(sqsMessage(message.body, { messageId: message.messageId, receives }));
    }
  }
  return { delivered, rests, invocations, totals };
}
