import type { RecordFields } from "../../record-fields.ts";
import type { Enrichment } from "../../types.ts";
import type { KindFields } from "../call-kinds.ts";
import { keyOf, pieceOf } from "../json-key.ts";
import { escaped } from "../json-text.ts";
import { JsonWriter } from "../json-writer.ts";
import type { ReadText } from "./texts.ts";

/** `cloud.*`. https://www.elastic.co/docs/reference/ecs/ecs-cloud */

const CLOUD = pieceOf('"cloud":{');
const CLOUD_ACCOUNT_ID = pieceOf('"cloud":{"account":{"id":"');
const REGION = keyOf("region");
const NAME = keyOf("name");

const AWS_HOST = ".amazonaws.com";

/** All of the group but the account. */
export function placeMembers(record: KindFields, text: ReadText): string {
  const json = new JsonWriter(true);
  json.raw('"provider":"aws"');
  json.put(REGION, text(record.awsRegion));
  const provider = text(record.eventSource);
  const isAws = provider !== undefined && provider.length > AWS_HOST.length && provider.endsWith(AWS_HOST);
  if (isAws) json.raw(`"service":{"name":"${provider.slice(0, -AWS_HOST.length)}"}`);
  return json.members();
}

/** Opens the group, with the account where there is one. */
export function beginCloud(json: JsonWriter, accountId: string | undefined, accountName?: string): void {
  if (accountId === undefined) {
    json.begin(CLOUD);
    return;
  }
  json.put(CLOUD_ACCOUNT_ID, accountId);
  json.put(NAME, accountName);
  json.close();
}

/** The account that received the record. */
export function recipientOf(record: RecordFields, text: ReadText): string | undefined {
  return text(record.recipientAccountId) ?? text(record.accountId);
}

/** The account that stands in `cloud.account.id` is the caller's, which enrichment names only where it is another one. */
export function accountName(isRecipient: boolean, { recipient, caller }: Enrichment): string | undefined {
  const name = (isRecipient ? recipient : caller)?.name;
  return name === undefined ? undefined : escaped(name);
}
