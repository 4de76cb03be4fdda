/** One IAM statement as JSON. Pure data: the stack applies it, or prints it for somebody else to apply. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly Service: string } | { readonly AWS: string | readonly string[] };
  readonly Action: string | readonly string[];
  /** Absent in a trust policy. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A whole policy around its statements. */
export function policyDocument(statements: readonly Statement[]) {
  return { Version: "2012-10-17", Statement: statements };
}

/** A single value as such, several as a list: the two forms that IAM takes for most elements. */
export function oneOrMany(items: readonly string[]): string | readonly string[] {
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : items;
}
