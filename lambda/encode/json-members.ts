/** Where one member of a JSON object stands in its text. */
export interface JsonMember {
  readonly key: string;
  /** Offset of the key's opening quote. */
  readonly start: number;
  /** Offset of the value's first character, and the offset after its last one. */
  readonly valueStart: number;
  readonly end: number;
}

/**
 * The members of a JSON object by their place in its text, so that one can be replaced while the rest stays as it was
 * written. Top level only; a key that occurs twice is listed twice.
 * @param text a valid JSON object
 */
export function jsonMembers(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let depth = 0;
  let key: string | undefined;
  let start = 0;
  let valueStart = -1;
  const finish = (at: number): void => {
    if (key !== undefined) members.push({ key, start, valueStart, end: trimmedEnd(text, at) });
    key = undefined;
    valueStart = -1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === " " || char === "\n" || char === "\r" || char === "\t") continue;
    const isTop = depth === 1;
    if (isTop && key !== undefined && char === ":" && valueStart === -1) {
      valueStart = at + 1;
      continue;
    }
    if (isTop && char === ",") {
      finish(at);
      continue;
    }
    if (isTop && char === "}") finish(at);
    if (isTop && valueStart >= 0 && text.slice(valueStart, at).trim() === "") valueStart = at;
    if (char === '"') {
      const end = endOfString(text, at);
      if (isTop && key === undefined) {
        key = JSON.parse(text.slice(at, end)) as string;
        start = at;
      }
      at = end - 1;
    } else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
  }
  return members;
}

/** The text with the values of some members replaced; `replace` gives the new value's JSON, or undefined to keep it. */
export function replaceMembers(
  text: string,
  replace: (member: JsonMember, value: string) => string | undefined,
): string {
  let result = "";
  let done = 0;
  for (const member of jsonMembers(text)) {
    const value = replace(member, text.slice(member.valueStart, member.end));
    if (value === undefined) continue;
    result += text.slice(done, member.valueStart) + value;
    done = member.end;
  }
  return result + text.slice(done);
}

/**
 * The object with further members before its own, so that its own win where a reader keeps the last of two.
 * @param text a valid JSON object
 */
export function prependMembers(text: string, members: Readonly<Record<string, unknown>>): string {
  const added = JSON.stringify(members).slice(1, -1);
  const rest = text.slice(text.indexOf("{") + 1).trimStart();
  if (added === "") return `{${rest}`;
  return rest.startsWith("}") ? `{${added}${rest}` : `{${added},${rest}`;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function trimmedEnd(text: string, at: number): number {
  let end = at;
  while (/\s/.test(text[end - 1] ?? "")) end -= 1;
  return end;
}
