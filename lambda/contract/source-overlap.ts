/** A part of a bucket: every key that starts with `prefix`. */
export interface BucketArea {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * True when an object of one area can lie in the other. A destination that writes where log files are read from would
 * forward its own output, without end.
 */
export function overlapsSource(destination: BucketArea, source: BucketArea): boolean {
  return (
    destination.bucket === source.bucket &&
    (destination.prefix.startsWith(source.prefix) || source.prefix.startsWith(destination.prefix))
  );
}
