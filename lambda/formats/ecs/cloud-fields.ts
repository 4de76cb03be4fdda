import type { Enrichment } from "../../types.ts";
import { type Key, keyOf, pieceOf } from "../json-key.ts";
import { escaped } from "../json-text.ts";
import { memoize } from "../memo.ts";
import type { Actor } from "./actor.ts";
import type { Draft } from "./draft.ts";

/** `cloud.*`. https://www.elastic.co/docs/reference/ecs/ecs-cloud */

const CLOUD = pieceOf('"cloud":{"provider":"aws"');
const REGION = keyOf("region");
const ACCOUNT_ID = pieceOf('"account":{"id":"');
const NAME = keyOf("name");

const AWS_HOST = ".amazonaws.com";

/** Writes the group. */
export function writeCloud(draft: Draft, { accountId }: Actor): void {
  const { record, json, text, enrichment } = draft;
  json.add(CLOUD);
  json.put(REGION, text(record.awsRegion));
  const recipientId = accountId === undefined || enrichment !== undefined ? recipientOf(draft) : undefined;
  const id = accountId ?? recipientId;
  if (id !== undefined) {
    json.put(ACCOUNT_ID, id);
    if (enrichment !== undefined) json.put(NAME, nameOf(id === recipientId, enrichment));
    json.close();
  }
  const provider = text(record.eventSource);
  const service = provider === undefined ? null : serviceOf(provider);
  if (service) json.add(service);
  json.close();
}

/** The member `service` for a host of AWS. */
const serviceOf = memoize((provider): Key | null => {
  const isAws = provider.length > AWS_HOST.length && provider.endsWith(AWS_HOST);
  return isAws ? pieceOf(`"service":{"name":"${provider.slice(0, -AWS_HOST.length)}"}`) : null;
});

function recipientOf({ record, text }: Draft): string | undefined {
  return text(record.recipientAccountId) ?? text(record.accountId);
}

/** The account that stands in `cloud.account.id` is the caller's, which enrichment names only where it is another one. */
function nameOf(isRecipient: boolean, { recipient, caller }: Enrichment): string | undefined {
  const name = (isRecipient ? recipient : caller)?.name;
  return name === undefined ? undefined : escaped(name);
}
