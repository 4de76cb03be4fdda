import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { ObjectRef } from "../types.ts";
import { itemOf, keyOf, readItem } from "./item.ts";
import type { Ledger } from "./ledger.ts";

interface Facts {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly pipeline: string;
  readonly retentionDays: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The ledger in a DynamoDB table. Rejects when the table does not answer. */
export function createDynamoLedger({ client, table, pipeline, retentionDays, now }: Facts): Ledger {
  return {
    find: async (ref: ObjectRef) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: table,
          Key: keyOf(ref, pipeline),
          // The part that a continuation follows was written a moment ago; for a duplicate, half the price will do.
          ConsistentRead: ref.nextRecord !== undefined,
        }),
      );
      return Item && readItem(Item);
    },
    record: async (entry) => {
      const command = new PutItemCommand({
        TableName: table,
        Item: itemOf(entry, { pipeline, nowMs: now(), retentionDays }),
        ConditionExpression: "attribute_not_exists(#state) OR #state <> :done",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":done": { S: "done" } },
      });
      try {
        await client.send(command);
      } catch (error) {
        // Somebody else was done first: a duplicate that was under way at the same time.
        if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      }
    },
  };
}
