/** As many as requests are usually under way; what is given back beyond that goes to the garbage collector. */
const MOST_KEPT = 4;
/** A larger one is made for one use: batches of this size are rare, and would stay for the life of the process. */
const LARGEST_KEPT = 2 * 1024 * 1024;
/** Sizes are rounded up to this, so that the next batch of about the same size finds one that fits. */
const STEP = 256 * 1024;

const kept: Buffer[] = [];

/**
 * Memory for a body that nobody needs once it is compressed. Large buffers lie outside of the heap, where the garbage
 * collector sees them late: used again, they cost nothing.
 * @param bytes how many are needed; there can be more, and they hold anything
 */
export function takeWorkspace(bytes: number): Buffer {
  const index = kept.findIndex(({ length }) => length >= bytes);
  const [workspace] = index < 0 ? [] : kept.splice(index, 1);
  return workspace ?? Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP) * STEP);
}

/** Returns a workspace that nobody reads any more. */
export function giveBack(workspace: Buffer): void {
  if (workspace.length > LARGEST_KEPT) return;
  if (kept.length >= MOST_KEPT) kept.shift();
  kept.push(workspace);
}
