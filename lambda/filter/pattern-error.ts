/** A pattern that cannot be meant as it is written; says where and what is accepted. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  /** Names of the members from the pattern's root to the mistake. */
  readonly path: readonly string[];

  constructor(path: readonly string[], message: string) {
    super(message);
    this.path = path;
  }
}

/** What was written, short enough for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
