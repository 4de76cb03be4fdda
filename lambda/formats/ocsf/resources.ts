import type { Draft } from "./draft.ts";
import { K, P } from "./keys.ts";
import { isObject, type JsonObject, textOf } from "./values.ts";

const FIELDS = new Set(["ARN", "type", "accountId"]);
const FIELDS_WITH_PREFIX = new Set(["ARNPrefix", "type", "accountId"]);
const NO_FIELDS: ReadonlySet<string> = new Set();
const NONE: readonly string[] = [];

/**
 * Writes `resources` and gives their uids. An entry without ARN and ARNPrefix has no uid, so it goes to `unmapped` with
 * all its fields.
 */
export function writeResources(value: unknown, draft: Draft): readonly string[] {
  const { json, unmapped } = draft;
  if (!Array.isArray(value)) {
    unmapped.keep("resources", value);
    return NONE;
  }
  const uids: string[] = [];
  json.open('"resources":[');
  for (const entry of value) {
    if (!isObject(entry)) {
      unmapped.keepRepeated("resources[]", entry);
      continue;
    }
    const arn = textOf(entry.ARN);
    const uid = arn ?? textOf(entry.ARNPrefix);
    if (uid === undefined) {
      unmapped.keepRestRepeated("resources[].", entry, NO_FIELDS);
      continue;
    }
    unmapped.keepRestRepeated("resources[].", entry, arn === undefined ? FIELDS_WITH_PREFIX : FIELDS);
    writeResource(uid, entry, draft);
    uids.push(uid);
  }
  json.close("]");
  return uids;
}

function writeResource(uid: string, entry: JsonObject, { json, unmapped }: Draft): void {
  const type = textOf(entry.type);
  if (type === undefined) unmapped.keepRepeated("resources[].type", entry.type);
  const account = textOf(entry.accountId);
  if (account === undefined) unmapped.keepRepeated("resources[].accountId", entry.accountId);
  json.open("{");
  json.put(K.uid, uid);
  json.put(K.type, type);
  json.putAt(P.owner, account);
  json.close();
}
