/** An error as an AWS service answers it. `code` is the modern name, `queryCode` the one of the old SQS query protocol. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;
  readonly queryCode: string;
  /** Further elements of an S3 error document, for example `BucketName`. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    facts: { readonly queryCode?: string; readonly details?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.queryCode = facts.queryCode ?? code;
    this.details = facts.details ?? {};
  }
}

/** What an operation, option or header that the emulation lacks answers: never a 200 that did nothing. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", 501, `the emulated AWS does not implement ${what}`);
}
