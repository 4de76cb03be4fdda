/**
 * Whether the destination was down when it was last tried. Kept over the invocations of an execution environment, so that
 * during an outage each of them costs one object and one request instead of all of its objects and many tries.
 */
export class Breaker {
  isOpen = false;

  /** Something could not be delivered. */
  open(): void {
    this.isOpen = true;
  }

  /** Something was delivered. */
  close(): void {
    this.isOpen = false;
  }
}
