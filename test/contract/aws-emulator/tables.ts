import {
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type AwsClients, type Declare, failureOf, uniqueName } from "./clients.ts";

/** DynamoDB as the ledger relies on it. */
export function tableContract(clients: () => AwsClients, declare: Declare): void {
  const createTable = async (): Promise<string> => {
    const TableName = uniqueName("table");
    await clients().dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "object", KeyType: "HASH" },
          { AttributeName: "version", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "object", AttributeType: "S" },
          { AttributeName: "version", AttributeType: "S" },
        ],
      }),
    );
    return TableName;
  };
  const key = (object: string, version: string) => ({ object: { S: object }, version: { S: version } });

  declare("gives back the item that was put, and nothing for a key that has none", async () => {
    const { dynamodb } = clients();
    const TableName = await createTable();
    const Item = { ...key("a", "1"), count: { N: "12" }, done: { BOOL: true }, tags: { L: [{ S: "x" }] } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key: key("a", "1") }))).Item).toEqual(Item);
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key: key("a", "2") }))).Item).toBeUndefined();
  });

  declare("puts only when the condition holds", async () => {
    const { dynamodb } = clients();
    const TableName = await createTable();
    const put = (state: string) =>
      dynamodb.send(
        new PutItemCommand({
          TableName,
          Item: { ...key("a", "1"), state: { S: state } },
          ConditionExpression: "attribute_not_exists(#state) OR #state <> :done",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":done": { S: "done" } },
        }),
      );
    await put("partial");
    await put("done");
    expect(await failureOf(put("partial"))).toEqual({ name: "ConditionalCheckFailedException", status: 400 });
  });

  declare("updates single attributes, and makes the item when there is none", async () => {
    const { dynamodb } = clients();
    const TableName = await createTable();
    const update = (value: string) =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: key("a", "1"),
          UpdateExpression: "SET #state = :state",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":state": { S: value } },
          ReturnValues: "ALL_NEW",
        }),
      );
    await update("one");
    expect((await update("two")).Attributes).toEqual({ ...key("a", "1"), state: { S: "two" } });
  });

  declare("queries a partition in the order of the sort key, in pages", async () => {
    const { dynamodb } = clients();
    const TableName = await createTable();
    for (const version of ["main#2", "other#1", "main#1", "main#3"])
      await dynamodb.send(new PutItemCommand({ TableName, Item: key("a", version) }));
    await dynamodb.send(new PutItemCommand({ TableName, Item: key("b", "main#9") }));
    const query = {
      TableName,
      KeyConditionExpression: "#object = :object AND begins_with(#version, :prefix)",
      ExpressionAttributeNames: { "#object": "object", "#version": "version" },
      ExpressionAttributeValues: { ":object": { S: "a" }, ":prefix": { S: "main#" } },
    };
    const first = await dynamodb.send(new QueryCommand({ ...query, Limit: 2 }));
    const rest = await dynamodb.send(
      new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }),
    );
    const versions = [...(first.Items ?? []), ...(rest.Items ?? [])].map(({ version }) => version?.S);
    expect(versions).toEqual(["main#1", "main#2", "main#3"]);
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  declare("says that a table does not exist", async () => {
    const call = clients().dynamodb.send(new GetItemCommand({ TableName: "none-such", Key: key("a", "1") }));
    expect(await failureOf(call)).toEqual({ name: "ResourceNotFoundException", status: 400 });
  });
}
