/** Exit codes of every command. */
export const EXIT = { ok: 0, findings: 1, usage: 2, rejected: 3 } as const;

/** A mistake in the command line; printed without a stack trace, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
