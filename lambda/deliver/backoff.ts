/** Full jitter: spreads the tries of many functions evenly instead of in waves. */
export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
}

export const DELIVERY_BACKOFF: BackoffOptions = { baseMs: 250, capMs: 20_000 };

/**
 * Milliseconds to wait before try number `attempt` + 1.
 * @param attempt tries made so far, from 1
 * @param random a number from 0 to below 1
 * @param retryAfterMs what the destination asked for; never undercut
 */
export function backoffMs(
  attempt: number,
  random: number,
  retryAfterMs?: number,
  { baseMs, capMs }: BackoffOptions = DELIVERY_BACKOFF,
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** (attempt - 1));
  // Half fixed, half random: never an immediate retry.
  const own = ceiling / 2 + (ceiling / 2) * random;
  return Math.max(own, retryAfterMs ?? 0);
}
