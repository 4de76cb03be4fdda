/** How an invocation ended without a result. */
export type FailureCause =
  /** The handler threw or rejected. */
  | "error"
  /** The function's time limit passed; the process was killed. */
  | "timeout"
  /** The process ended while it worked: exit, crash, or out of its heap. */
  | "exit"
  /** The process used more than the function's memory and was killed. */
  | "memory"
  /** The code could not be loaded. */
  | "init"
  /** The host is shutting down. */
  | "stopped";

/** A failed invocation; on a queue the whole batch returns. */
export class FunctionFailure extends Error {
  override readonly name = "FunctionFailure";
  readonly failure: FailureCause;

  constructor(failure: FailureCause, message: string) {
    super(message);
    this.failure = failure;
  }
}
