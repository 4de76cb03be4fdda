/**
 * Compiles EventBridge's wildcard: `*` is any text, also none; `\*` and `\\` are the characters themselves. The time
 * is linear in the text for each `*`, whatever the text.
 * @throws {Error} for two `*` in a row or another escape, which AWS refuses too.
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const pieces = splitAtStars(pattern);
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const piece of others) {
      // The leftmost place is always good enough: what follows then has the most room.
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}

function splitAtStars(pattern: string): string[] {
  const pieces = [""];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === "*") {
      if (pattern.charAt(at + 1) === "*") throw new Error("two '*' in a row; one means the same");
      pieces.push("");
      continue;
    }
    let literal = character;
    if (character === "\\") {
      at += 1;
      literal = pattern.charAt(at);
      if (literal !== "*" && literal !== "\\") throw new Error("'\\' may only stand before '*' and '\\'");
    }
    pieces[pieces.length - 1] += literal;
  }
  return pieces;
}
