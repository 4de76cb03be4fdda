import type { Draft } from "./draft.ts";
import { putJson, putObject } from "./json-text.ts";
import { isObject, type JsonObject, textOf } from "./values.ts";

/** The resources of an API call: the JSON array's elements, and each resource's uid. */
export interface Resources {
  readonly elements: string;
  readonly uids: readonly string[];
}

const FIELDS = new Set(["ARN", "type", "accountId"]);
const FIELDS_WITH_PREFIX = new Set(["ARNPrefix", "type", "accountId"]);
const NO_FIELDS: ReadonlySet<string> = new Set();
const NONE: Resources = { elements: "", uids: [] };

/** Reads `resources`. An entry without ARN and ARNPrefix has no uid, so it goes to `unmapped` with all its fields. */
export function readResources(value: unknown, draft: Draft): Resources {
  const { unmapped } = draft;
  if (!Array.isArray(value)) {
    unmapped.keep('"resources":', value);
    return NONE;
  }
  let elements = "";
  const uids: string[] = [];
  for (const entry of value) {
    if (!isObject(entry)) {
      unmapped.keepRepeated('"resources[]":', entry);
      continue;
    }
    const arn = textOf(entry.ARN);
    const uid = arn ?? textOf(entry.ARNPrefix);
    if (uid === undefined) {
      unmapped.keepRestRepeated("resources[].", entry, NO_FIELDS);
      continue;
    }
    unmapped.keepRestRepeated("resources[].", entry, arn === undefined ? FIELDS_WITH_PREFIX : FIELDS);
    elements = putJson(elements, "", `{${resourceMembers(uid, entry, draft)}}`);
    uids.push(uid);
  }
  return { elements, uids };
}

function resourceMembers(uid: string, entry: JsonObject, { json, unmapped }: Draft): string {
  const type = textOf(entry.type);
  if (type === undefined) unmapped.keepRepeated('"resources[].type":', entry.type);
  const account = textOf(entry.accountId);
  if (account === undefined) unmapped.keepRepeated('"resources[].accountId":', entry.accountId);
  const members = json.put(json.put("", '"uid":', uid), '"type":', type);
  const owner = putObject("", '"account":', json.put("", '"uid":', account));
  return putObject(members, '"owner":', owner);
}
