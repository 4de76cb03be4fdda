/** A CEF reader, written from the rules of the standard and independent of the writer. */
export interface CefEvent {
  /** Version, vendor, product, device version, signature id, name, severity. */
  readonly header: readonly string[];
  readonly extension: Readonly<Record<string, string>>;
}

export function parseCef(line: string): CefEvent {
  const header: string[] = [];
  let field = "";
  let at = 0;
  for (; header.length < 7; at++) {
    if (at >= line.length) throw new Error("the header has less than seven fields");
    if (line[at] === "\\") field += line[++at];
    else if (line[at] === "|") {
      header.push(field);
      field = "";
    } else field += line[at];
  }
  return { header, extension: parseExtension(line.slice(at)) };
}

/** A key is what stands between a space and the next `=` that no backslash precedes. */
function parseExtension(text: string): Record<string, string> {
  const keys = [...text.matchAll(/(?:^| )([A-Za-z0-9]+)=/g)];
  return Object.fromEntries(
    keys.map((key, index) => {
      const end = keys[index + 1]?.index ?? text.length;
      return [key[1], unescaped(text.slice(key.index + key[0].length, end))];
    }),
  );
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) =>
    character === "n" ? "\n" : character === "r" ? "\r" : character,
  );
}
