import { createHash } from "node:crypto";
import type { EventFacts } from "../../types.ts";
import { placeOf } from "../event-facts.ts";

/** Stands where neither key nor record names an account; no real account has this id. */
const UNKNOWN_ACCOUNT = "000000000000";
const UNKNOWN_REGION = "unknown";

/** `AWSLogs/[o-ORG/]ACCOUNT/KIND/REGION` that the event's log file lies below. */
export function folderOf(event: EventFacts): string {
  const { organization, account = UNKNOWN_ACCOUNT, region = UNKNOWN_REGION, kind } = placeOf(event);
  return ["AWSLogs", organization, account, kind, region].filter(Boolean).join("/");
}

/** Names log files. */
export interface MirrorNaming {
  /**
   * The key of a log file. Like CloudTrail's it carries the time of writing, because connectors that list a bucket go on
   * after the newest name they have seen: an older name would be missed. Its last 16 characters are a hash of the content,
   * and while the naming remembers it, the same content keeps its key.
   */
  keyOf(prefix: string, folder: string, content: Uint8Array, nowMs: number): string;
  /** Forgets the times, at the end of an invocation. */
  forget(): void;
}

/** Starts with an empty memory. */
export function createNaming(): MirrorNaming {
  const stamps = new Map<string, string>();
  return {
    keyOf: (prefix, folder, content, nowMs) => {
      const hash = createHash("sha256").update(folder).update(content).digest();
      const id = hash.toString("hex");
      const stamp = stamps.get(id) ?? new Date(nowMs).toISOString();
      stamps.set(id, stamp);
      const [, account = "", kind = "", region = ""] = /([^/]+)\/([^/]+)\/([^/]+)$/.exec(folder) ?? [];
      const [date = "", time = ""] = stamp.split("T");
      const minute = `${date.replaceAll("-", "")}T${time.slice(0, 5).replace(":", "")}Z`;
      const name = `${account}_${kind}_${region}_${minute}_${alphanumeric(hash, 16)}.json.gz`;
      return `${prefix}${folder}/${date.replaceAll("-", "/")}/${name}`;
    },
    forget: () => stamps.clear(),
  };
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Letters and digits made of a hash, about 5.9 bits each. */
function alphanumeric(hash: Buffer, length: number): string {
  let rest = BigInt(`0x${hash.toString("hex")}`);
  let text = "";
  while (text.length < length) {
    text += ALPHABET[Number(rest % 62n)];
    rest /= 62n;
  }
  return text;
}
