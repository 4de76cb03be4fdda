/**
 * How long a message that failed waits before it is received again. Function and stack share it: the function sets the
 * visibility by it, the stack tells from it how long a destination may be down.
 */

const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 1_800;

/**
 * Part of a wait that is added by chance, so that messages which failed together do not come together. Added, never taken
 * away: the time that a destination may be down is the sum of the bare waits.
 */
export const BACKOFF_JITTER = 0.2;

/** Least seconds to wait after the receive with this count (1 = the first); jitter only adds to them. */
export function backoffSeconds(receiveCount: number): number {
  return Math.min(FIRST_SECONDS * 2 ** Math.min(receiveCount - 1, 30), LONGEST_SECONDS);
}

/** The least receives and days of retention with which a destination may be down for so long. */
export function settingsToRide(seconds: number): { maxReceives: number; retentionDays: number } {
  const retentionDays = Math.ceil((seconds + LONGEST_SECONDS * (1 + BACKOFF_JITTER)) / 86_400);
  let maxReceives = 1;
  for (let waited = 0; waited < seconds; maxReceives += 1) waited += backoffSeconds(maxReceives);
  return { maxReceives, retentionDays };
}

/**
 * Seconds a destination may be down before the first message moves to the dead-letter queue: the waits before its last
 * receive, or as long as the queue keeps a message without letting it expire during a wait. (The wait after the last receive does not help: what follows it
 * is the move.)
 */
export function rideThroughSeconds(queue: { maxReceives: number; retentionDays: number }): number {
  let seconds = 0;
  for (let receive = 1; receive < queue.maxReceives; receive++) seconds += backoffSeconds(receive);
  return Math.min(seconds, queue.retentionDays * 86_400 - LONGEST_SECONDS * (1 + BACKOFF_JITTER));
}
