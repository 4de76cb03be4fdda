/**
 * Object members at all depths of a parsed value; fewer than were written when a key occurred twice.
 *
 * `for … in` because it asks no object for a list of its keys: counting costs a tenth of the parsing this way.
 */
export function countMembers(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object" && item !== null) count += countMembers(item);
    return count;
  }
  for (const key in value) {
    count += 1;
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof member === "object" && member !== null) count += countMembers(member);
  }
  return count;
}
