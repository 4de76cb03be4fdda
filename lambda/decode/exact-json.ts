/**
 * Parses JSON without losing anything that `JSON.parse` would change.
 *
 * Numbers whose value a double cannot carry (`9007199254740993`, `1e400`, `-0.0`) become strings with their exact
 * text; a key that occurs twice keeps its first value under `key#1`, `key#2`, … and its last under `key`. Everything
 * else is as `JSON.parse` gives it. Slow, so it is used only for the rare record that needs it.
 * @throws {SyntaxError} when the text is not JSON. Recursion is as deep as the text: bound the nesting first.
 */
export function parseExactJson(text: string): unknown {
  // JSON.parse is the judge of what is valid; the walk below then only needs to follow a correct text.
  JSON.parse(text);
  const walk = { text, at: 0 };
  return readValue(walk);
}

interface Walk {
  readonly text: string;
  at: number;
}

function readValue(walk: Walk): unknown {
  skipSpace(walk);
  switch (walk.text[walk.at]) {
    case "{":
      return readObject(walk);
    case "[":
      return readArray(walk);
    case '"':
      return JSON.parse(readStringText(walk));
    default:
      return readScalar(walk);
  }
}

function readObject(walk: Walk): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  walk.at += 1;
  for (;;) {
    skipSpace(walk);
    const mark = walk.text[walk.at];
    if (mark === "}" || mark === ",") walk.at += 1;
    if (mark === "}") break;
    if (mark === ",") continue;
    const key = JSON.parse(readStringText(walk)) as string;
    skipSpace(walk);
    walk.at += 1; // the colon
    const value = readValue(walk);
    if (entries.has(key)) entries.set(freeName(entries, key), entries.get(key));
    entries.set(key, value);
  }
  // fromEntries defines own properties, so a key named __proto__ stays a key.
  return Object.fromEntries(entries);
}

function freeName(entries: ReadonlyMap<string, unknown>, key: string): string {
  let count = 1;
  while (entries.has(`${key}#${count}`)) count += 1;
  return `${key}#${count}`;
}

function readArray(walk: Walk): unknown[] {
  const items: unknown[] = [];
  walk.at += 1;
  for (;;) {
    skipSpace(walk);
    const mark = walk.text[walk.at];
    if (mark === "]" || mark === ",") walk.at += 1;
    if (mark === "]") return items;
    if (mark !== ",") items.push(readValue(walk));
  }
}

function readStringText(walk: Walk): string {
  const start = walk.at;
  walk.at += 1;
  while (walk.text[walk.at] !== '"') walk.at += walk.text[walk.at] === "\\" ? 2 : 1;
  walk.at += 1;
  return walk.text.slice(start, walk.at);
}

const SCALAR_END = /[\s,\]}]/g;

function readScalar(walk: Walk): unknown {
  SCALAR_END.lastIndex = walk.at;
  const end = SCALAR_END.exec(walk.text)?.index ?? walk.text.length;
  const text = walk.text.slice(walk.at, end);
  walk.at = end;
  const value: unknown = JSON.parse(text);
  return typeof value === "number" && changesValue(text, value) ? text : value;
}

function skipSpace(walk: Walk): void {
  while (walk.at < walk.text.length && walk.text.charCodeAt(walk.at) <= 32) walk.at += 1;
}

/** Whether printing the parsed number gives another value than its text. */
function changesValue(text: string, value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0) || decimal(text) !== decimal(String(value));
}

/** A number's text as `sign digits E exponent` without leading or trailing zeros, so that equal values are equal texts. */
function decimal(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}E${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)}`;
}
