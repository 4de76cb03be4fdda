/**
 * Control characters, Unicode line breaks and halves of surrogate pairs as the text formats show them; tab, LF and CR are
 * left to each.
 */
export function visible(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      const isControl =
        (code < 0x20 && !"\t\n\r".includes(character)) || [0x7f, 0x85, 0x2028, 0x2029].includes(code);
      const isHalf = code >= 0xd800 && code <= 0xdfff;
      return isControl || isHalf ? `\\u${code.toString(16).padStart(4, "0")}` : character;
    })
    .join("");
}
