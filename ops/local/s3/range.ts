import { AwsError } from "../aws/aws-error.ts";

/**
 * Reads a Range header with one range of bytes. Returns undefined for a header to be ignored (another unit, several
 * ranges), as S3 does.
 * @throws {AwsError} `InvalidRange` when the range begins behind the object's end.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return undefined;
  const [, first = "", last = ""] = found;
  const range =
    first === ""
      ? { start: Math.max(0, size - Number(last)), end: size - 1 }
      : { start: Number(first), end: Math.min(last === "" ? size - 1 : Number(last), size - 1) };
  if (last !== "" && first !== "" && Number(last) < Number(first)) return undefined;
  if (range.start >= size)
    throw new AwsError("InvalidRange", 416, "The requested range is not satisfiable", {
      details: { RangeRequested: String(header), ActualObjectSize: String(size) },
    });
  return range;
}
