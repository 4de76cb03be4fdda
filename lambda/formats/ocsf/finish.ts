import { PROVENANCE_NAMESPACE } from "../envelope.ts";
import type { Draft } from "./draft.ts";
import { K } from "./keys.ts";
import { MAX_TEXT_LENGTH } from "./values.ts";

/**
 * Closes an event: the record's exact text and where it came from, when they were asked for, and `unmapped` at the end.
 * Provenance has no attribute in OCSF, so it is unmapped under its reserved name; so is a raw text that is too long for
 * `raw_data`.
 */
export function finishEvent({ json, unmapped, extras }: Draft): string {
  const { provenance, raw } = extras;
  for (const [name, value] of provenance) unmapped.keepForeign(`${PROVENANCE_NAMESPACE}.${name}`, value);
  if (raw !== undefined && raw.length <= MAX_TEXT_LENGTH) json.putEscaped(K.rawData, raw);
  else if (raw !== undefined) unmapped.keepForeign(`${PROVENANCE_NAMESPACE}.raw`, raw);
  unmapped.write(json);
  return json.finish();
}
