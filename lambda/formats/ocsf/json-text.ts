/**
 * Writing JSON as text. An OCSF event is written member by member instead of being built as an object and
 * stringified, because that is the larger half of the cost of an event. "Members" is the inside of an object:
 * `"a":1,"b":"x"`, or the empty text. Keys are given as they stand in the text, with quotes and colon: `'"uid":'`.
 */

/** A text as a JSON string. */
export function quote(text: string): string {
  const length = text.length;
  if (length > 64) return JSON.stringify(text);
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    // Quote, backslash, control characters, and everything from the surrogates on: left to the platform.
    if (code === 0x22 || code === 0x5c || code < 0x20 || code >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** Adds a text member; an absent value adds nothing. */
export function put(members: string, key: string, value: string | undefined): string {
  if (value === undefined) return members;
  return members === "" ? key + quote(value) : `${members},${key}${quote(value)}`;
}

/** Adds a member whose value is JSON already; empty text adds nothing. */
export function putJson(members: string, key: string, json: string): string {
  if (json === "") return members;
  return members === "" ? key + json : `${members},${key}${json}`;
}

/** Adds an object member; an object without members adds nothing. */
export function putObject(members: string, key: string, inner: string): string {
  return inner === "" ? members : putJson(members, key, `{${inner}}`);
}

/** Joins two runs of members. */
export function join(left: string, right: string): string {
  if (right === "") return left;
  return left === "" ? right : `${left},${right}`;
}
