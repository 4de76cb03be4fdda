// All control characters and Unicode line breaks except tab, LF and CR, which each format treats in its own way; and
// halves of surrogate pairs, which UTF-8 cannot carry and would turn into U+FFFD.
const OTHER_CONTROLS = /[^\t\n\r\x20-\x7e\x80-\x84\x86-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]/gu;

const HAS_CONTROLS = new RegExp(OTHER_CONTROLS.source, "u");

/**
 * Makes control characters visible as `\uXXXX`: receivers break lines at some of them, or end the text at NUL. Half of
 * a surrogate pair is shown in the same way. Tab, LF and CR stay.
 */
export function visibleControls(text: string): string {
  if (!HAS_CONTROLS.test(text)) return text;
  return text.replace(
    OTHER_CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** At most `length` characters, a cut marked with `…`; never half of a surrogate pair. */
export function cutTo(length: number, text: string): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)}…`;
}
