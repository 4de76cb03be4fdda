import { isJsonObject, type JsonObject, objectIn, textIn } from "../decode/loose-json.ts";
import type { AccountFacts, CloudTrailRecord, Enrichment } from "../types.ts";

/** Account id → facts. */
export type AccountDirectory = ReadonlyMap<string, AccountFacts>;

/**
 * Reads a directory file: `{"111122223333": {"name": "…", "organizationalUnit": "…", "owner": "…", "tags": {…}}}`.
 * Unknown members and values that are no text are passed over.
 * @throws {Error} when the text is no JSON object of account ids; the message names the first wrong key.
 */
export function parseAccountDirectory(text: string): AccountDirectory {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`the account directory is not JSON: ${(error as Error).message}`);
  }
  if (!isJsonObject(value)) throw new Error("the account directory is no JSON object of account ids");
  return new Map(
    Object.entries(value).map(([id, facts]) => {
      if (!/^\d{12}$/.test(id) || !isJsonObject(facts))
        throw new Error(
          `the account directory has the key ${JSON.stringify(id.slice(0, 40))}; expected an account id of 12 digits with an object`,
        );
      return [id, factsOf(facts)];
    }),
  );
}

function factsOf(facts: JsonObject): AccountFacts {
  const tags = Object.entries(objectIn(facts, "tags")).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return {
    name: textIn(facts, "name"),
    organizationalUnit: textIn(facts, "organizationalUnit"),
    owner: textIn(facts, "owner"),
    ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
  };
}

/** What the directory adds to a record; undefined when it knows none of its accounts, and nothing changes. */
export function enrichAccounts(
  directory: AccountDirectory,
  record: CloudTrailRecord,
): Pick<Enrichment, "recipient" | "caller"> | undefined {
  // Aggregated records call their account `accountId`.
  const recipientId = textIn(record, "recipientAccountId") ?? textIn(record, "accountId");
  const callerId = textIn(objectIn(record, "userIdentity"), "accountId");
  const recipient = recipientId === undefined ? undefined : directory.get(recipientId);
  const caller = callerId === undefined || callerId === recipientId ? undefined : directory.get(callerId);
  if (recipient === undefined && caller === undefined) return undefined;
  return { ...(recipient ? { recipient } : {}), ...(caller ? { caller } : {}) };
}
