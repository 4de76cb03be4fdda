import { ForwarderError } from "../errors.ts";

/** Reads a secret's current text from Secrets Manager or SSM. */
export type SecretReader = (arn: string) => Promise<string>;

/** Long enough to cost nothing, short enough that a rotated secret is picked up without a deploy. */
const CACHE_MS = 5 * 60_000;

/** Secrets by ARN, cached for five minutes and forgotten when the destination refuses them. */
export class SecretCache {
  private readonly read: SecretReader;
  private readonly now: () => number;
  private readonly entries = new Map<string, { readonly text: Promise<string>; readonly readAt: number }>();

  constructor(read: SecretReader, now: () => number) {
    this.read = read;
    this.now = now;
  }

  /**
   * The secret, or one field of it when it is JSON. A plain-text secret stands for its own field `token`.
   * @throws {ForwarderError} `destination_config` when the field is missing, and what the reader throws; never with the value.
   */
  async get(arn: string, field?: string): Promise<string> {
    const text = await this.text(arn);
    if (field === undefined) return text;
    const value = fieldOf(text, field);
    if (value !== undefined) return value;
    throw ForwarderError.config(
      "destination_config",
      `the secret ${arn} has no text field "${field}"; write it as JSON with that field`,
    );
  }

  /** Drops what is cached, so that the next use reads it again. */
  forget(): void {
    this.entries.clear();
  }

  private text(arn: string): Promise<string> {
    const cached = this.entries.get(arn);
    if (cached && this.now() - cached.readAt < CACHE_MS) return cached.text;
    const text = this.read(arn);
    this.entries.set(arn, { text, readAt: this.now() });
    // A failed read must not be served for five minutes.
    text.catch(() => this.entries.delete(arn));
    return text;
  }
}

function fieldOf(text: string, field: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined; // not JSON: the text is the secret itself
  }
  if (typeof parsed !== "object" || parsed === null) return field === "token" ? text : undefined;
  const value = Object.getOwnPropertyDescriptor(parsed, field)?.value;
  return typeof value === "string" ? value : undefined;
}
