/**
 * How long a message that failed waits before it is received again. Function and stack share it: the function sets the
 * visibility by it, the stack tells from it how long a destination may be down.
 */

const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 1_800;

/** Seconds to wait after the receive with this count (1 = the first), before jitter. */
export function backoffSeconds(receiveCount: number): number {
  return Math.min(FIRST_SECONDS * 2 ** Math.min(receiveCount - 1, 30), LONGEST_SECONDS);
}

/**
 * Seconds a destination may be down before the first message moves to the dead-letter queue: the sum of all waits,
 * never more than the queue keeps a message.
 */
export function rideThroughSeconds(queue: { maxReceives: number; retentionDays: number }): number {
  let seconds = 0;
  for (let receive = 1; receive <= queue.maxReceives; receive++) seconds += backoffSeconds(receive);
  return Math.min(seconds, queue.retentionDays * 86_400);
}
