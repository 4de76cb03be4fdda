import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { LEDGER_TABLE } from "../../lambda/contract/ledger-table.ts";
import { objectUrl, readItem, versionPrefix } from "../../lambda/ledger/item.ts";
import type { LedgerEntry } from "../../lambda/ledger/ledger.ts";

/** An entry of the ledger, with whose it is and when it was written. */
export interface LedgerItem extends LedgerEntry {
  readonly pipeline: string;
  readonly updatedAt?: string;
}

/** What the ledger knows about an object: every version, in one pipeline or in all of them. */
export async function ledgerItems(
  client: DynamoDBClient,
  table: string,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  pipeline?: string,
): Promise<LedgerItem[]> {
  const { partitionKey, sortKey } = LEDGER_TABLE;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: pipeline
        ? "#object = :object AND begins_with(#version, :pipeline)"
        : "#object = :object",
      ExpressionAttributeNames: { "#object": partitionKey, ...(pipeline && { "#version": sortKey }) },
      ExpressionAttributeValues: {
        ":object": { S: objectUrl(bucket, key) },
        ...(pipeline && { ":pipeline": { S: versionPrefix(pipeline) } }),
      },
    }),
  );
  return Items.flatMap((item) => {
    const entry = readItem(item);
    return entry ? [{ ...entry, pipeline: item.pipeline?.S ?? "", updatedAt: item.updatedAt?.S }] : [];
  });
}
