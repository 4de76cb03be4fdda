import { notImplemented } from "../aws/aws-error.ts";
import { isObject, optionalList, optionalNumber, optionalString, requiredString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { AwsService } from "../aws/service.ts";
import { type AttributeValue, type Item, readItem, readValue } from "./attribute-value.ts";
import { conditionalCheckFailed, validationError } from "./dynamodb-errors.ts";
import { compileCondition, type Placeholders } from "./expression.ts";
import type { Table, TableStore } from "./table-store.ts";
import { applyUpdate } from "./update-expression.ts";

const EXPRESSION = ["ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"];

/** DynamoDB as far as a ledger needs it: single items with conditions, and queries of one partition. */
export function dynamoDbService(store: TableStore): AwsService {
  const tableOf = (input: JsonObject): Table => store.get(requiredString(input, "TableName"));
  const onTable = (input: JsonObject): string => tableOf(input).arn;
  return jsonService({
    name: "dynamodb",
    targetPrefix: "DynamoDB_20120810",
    version: "1.0",
    errorNamespace: "com.amazonaws.dynamodb.v20120810",
    operations: {
      CreateTable: {
        accepts: ["TableName", "KeySchema", "AttributeDefinitions", "BillingMode"],
        run: (input) => describe(store.create(requiredString(input, "TableName"), keySchema(input))),
      },
      DescribeTable: {
        accepts: ["TableName"],
        resource: onTable,
        run: (input) => ({ Table: describe(tableOf(input)).TableDescription }),
      },
      GetItem: {
        accepts: ["TableName", "Key", "ConsistentRead"],
        resource: onTable,
        run: (input) => {
          const item = tableOf(input).get(readItem(input.Key, "Key"));
          return item ? { Item: item } : {};
        },
      },
      PutItem: {
        accepts: ["TableName", "Item", ...EXPRESSION],
        resource: onTable,
        run: (input) => {
          const table = tableOf(input);
          const item = readItem(input.Item, "Item");
          checkCondition(input, table.get(item));
          table.put(item);
          return {};
        },
      },
      UpdateItem: {
        accepts: ["TableName", "Key", "UpdateExpression", "ReturnValues", ...EXPRESSION],
        resource: onTable,
        run: (input) => {
          const table = tableOf(input);
          const key = readItem(input.Key, "Key");
          const before = table.get(key);
          checkCondition(input, before);
          const item = applyUpdate(
            requiredString(input, "UpdateExpression"),
            before ?? key,
            placeholdersOf(input),
          );
          table.put(item);
          return optionalString(input, "ReturnValues") === "ALL_NEW" ? { Attributes: item } : {};
        },
      },
      DeleteItem: {
        accepts: ["TableName", "Key", ...EXPRESSION],
        resource: onTable,
        run: (input) => {
          const table = tableOf(input);
          const key = readItem(input.Key, "Key");
          checkCondition(input, table.get(key));
          table.delete(key);
          return {};
        },
      },
      Query: {
        accepts: [
          "TableName",
          "KeyConditionExpression",
          "ExpressionAttributeNames",
          "ExpressionAttributeValues",
          "ExclusiveStartKey",
          "Limit",
          "ScanIndexForward",
          "ConsistentRead",
        ],
        resource: onTable,
        run: (input) => query(tableOf(input), input),
      },
    },
  });
}

function query(table: Table, input: JsonObject): JsonObject {
  const { partitionKey } = table.keys;
  const placeholders = placeholdersOf(input);
  const holds = compileCondition(requiredString(input, "KeyConditionExpression"), placeholders);
  // Every partition is looked at: a laptop's tables are small, and a condition that names no partition finds none on AWS.
  const partitions = new Set(Object.values(placeholders.values).map((value) => JSON.stringify(value)));
  const found = table
    .items()
    .filter((item) => partitions.has(JSON.stringify(item[partitionKey])))
    .filter(holds);
  if (input.ScanIndexForward === false) found.reverse();
  const start = isObject(input.ExclusiveStartKey)
    ? readItem(input.ExclusiveStartKey, "ExclusiveStartKey")
    : undefined;
  const from = start
    ? found.findIndex((item) => JSON.stringify(keyOf(item, table)) === JSON.stringify(keyOf(start, table))) +
      1
    : 0;
  const limit = optionalNumber(input, "Limit", [1, 1_000_000]) ?? found.length;
  const page = found.slice(from, from + limit);
  const last = page.at(-1);
  return {
    Items: page,
    Count: page.length,
    ScannedCount: page.length,
    ...(last && from + limit < found.length ? { LastEvaluatedKey: keyOf(last, table) } : {}),
  };
}

function keyOf(item: Item, { keys: { partitionKey, sortKey } }: Table): Item {
  const names = sortKey ? [partitionKey, sortKey] : [partitionKey];
  return Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
}

function checkCondition(input: JsonObject, item: Item | undefined): void {
  const text = optionalString(input, "ConditionExpression");
  if (text && !compileCondition(text, placeholdersOf(input))(item ?? {})) throw conditionalCheckFailed();
}

function placeholdersOf(input: JsonObject): Placeholders {
  const names = isObject(input.ExpressionAttributeNames) ? input.ExpressionAttributeNames : {};
  const values = isObject(input.ExpressionAttributeValues) ? input.ExpressionAttributeValues : {};
  return {
    names: Object.fromEntries(Object.entries(names).map(([name, text]) => [name, String(text)])),
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]): [string, AttributeValue] => [name, readValue(value, name)]),
    ),
  };
}

function keySchema(input: JsonObject): { partitionKey: string; sortKey?: string } {
  const named = (type: string) =>
    optionalList(input, "KeySchema")
      .filter(isObject)
      .find(({ KeyType }) => KeyType === type)?.AttributeName;
  const [partitionKey, sortKey] = [named("HASH"), named("RANGE")];
  if (typeof partitionKey !== "string") throw validationError("KeySchema has no HASH key");
  if (sortKey !== undefined && typeof sortKey !== "string") throw notImplemented("this KeySchema");
  return { partitionKey, sortKey };
}

function describe(table: Table) {
  const { partitionKey, sortKey } = table.keys;
  return {
    TableDescription: {
      TableName: table.name,
      TableArn: table.arn,
      TableStatus: "ACTIVE",
      KeySchema: [
        { AttributeName: partitionKey, KeyType: "HASH" },
        ...(sortKey ? [{ AttributeName: sortKey, KeyType: "RANGE" }] : []),
      ],
    },
  };
}
