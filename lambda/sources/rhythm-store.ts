import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { LEDGER_TABLE, sourcesPartition } from "../contract/ledger-table.ts";
import type { Rhythm } from "./rhythm.ts";

/** Where rhythms are kept, for all processes of a pipeline. Everything rejects when the table does not answer. */
export interface RhythmStore {
  find(place: string, signal: AbortSignal): Promise<Rhythm | undefined>;
  keep(rhythm: Rhythm, signal: AbortSignal): Promise<void>;
  /** Whether it is this caller who checks now: false when somebody did since `sinceMs`. */
  claimCheck(sinceMs: number, nowMs: number, signal: AbortSignal): Promise<boolean>;
  all(signal: AbortSignal): Promise<Rhythm[]>;
}

interface Facts {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly pipeline: string;
  /** An item goes so long after its newest log file. */
  readonly forgetMs: number;
}

type Item = Record<string, AttributeValue>;

/** Sort key of the item that says when the last check was; places begin with `s3://`. */
const CHECK = "check";

/** Rhythms in the ledger's table, in a partition of their own. */
export function createRhythmStore({ client, table, pipeline, forgetMs }: Facts): RhythmStore {
  const { partitionKey, sortKey, timeToLive } = LEDGER_TABLE;
  const TableName = table;
  const key = (name: string): Item => ({
    [partitionKey]: { S: sourcesPartition(pipeline) },
    [sortKey]: { S: name },
  });
  const expiry = (ms: number): Item => ({ [timeToLive]: { N: String(Math.ceil((ms + forgetMs) / 1000)) } });
  return {
    find: async (place, abortSignal) => {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: key(place) }), { abortSignal });
      return Item && readRhythm(Item);
    },
    keep: async (rhythm, abortSignal) => {
      const Item = { ...key(rhythm.place), ...itemOf(rhythm), ...expiry(rhythm.lastMs) };
      await client.send(new PutItemCommand({ TableName, Item }), { abortSignal });
    },
    claimCheck: async (sinceMs, nowMs, abortSignal) => {
      const claim = new PutItemCommand({
        TableName,
        Item: { ...key(CHECK), checkedMs: { N: String(nowMs) }, ...expiry(nowMs) },
        ConditionExpression: "attribute_not_exists(#checked) OR #checked <= :since",
        ExpressionAttributeNames: { "#checked": "checkedMs" },
        ExpressionAttributeValues: { ":since": { N: String(sinceMs) } },
      });
      try {
        await client.send(claim, { abortSignal });
        return true;
      } catch (error) {
        if ((error as Error).name === "ConditionalCheckFailedException") return false;
        throw error;
      }
    },
    all: async (abortSignal) => {
      const found: Rhythm[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const query = new QueryCommand({
          TableName,
          KeyConditionExpression: "#partition = :partition",
          ExpressionAttributeNames: { "#partition": partitionKey },
          ExpressionAttributeValues: { ":partition": { S: sourcesPartition(pipeline) } },
          ExclusiveStartKey,
        });
        const { Items = [], LastEvaluatedKey } = await client.send(query, { abortSignal });
        found.push(...Items.flatMap((item) => readRhythm(item) ?? []));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    },
  };
}

function itemOf({ account, region, firstMs, lastMs, usualGapMs, sightings }: Rhythm): Item {
  return {
    account: { S: account },
    region: { S: region },
    firstMs: { N: String(firstMs) },
    lastMs: { N: String(lastMs) },
    usualGapMs: { N: String(Math.round(usualGapMs)) },
    sightings: { N: String(sightings) },
  };
}

/** Undefined for the item of the check. */
function readRhythm(item: Item): Rhythm | undefined {
  const text = (name: string) => item[name]?.S;
  const count = (name: string) => (item[name]?.N === undefined ? undefined : Number(item[name].N));
  const [place, account, region] = [text(LEDGER_TABLE.sortKey), text("account"), text("region")];
  const [firstMs, lastMs] = [count("firstMs"), count("lastMs")];
  if (!place || !account || !region || firstMs === undefined || lastMs === undefined) return undefined;
  const [usualGapMs = 0, sightings = 0] = [count("usualGapMs"), count("sightings")];
  return { place, account, region, firstMs, lastMs, usualGapMs, sightings };
}
