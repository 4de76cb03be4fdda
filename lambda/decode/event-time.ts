const MARK = Buffer.from('"eventTime":"');
/** `2026-01-02T03:04:05Z`, the one form CloudTrail writes. */
const TIME_LENGTH = 20;

/**
 * The event time of a record, ms since the epoch, found without parsing it: good enough for a freshness metric, not for
 * output. Undefined when the bytes do not hold it in CloudTrail's own spelling.
 */
export function glimpseEventTime(bytes: Uint8Array): number | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = view.indexOf(MARK);
  if (at < 0) return undefined;
  const time = Date.parse(view.toString("latin1", at + MARK.length, at + MARK.length + TIME_LENGTH));
  return Number.isNaN(time) ? undefined : time;
}
