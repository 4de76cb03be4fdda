import type { RecordFields } from "../../record-fields.ts";
import type { Draft } from "./draft.ts";
import { K, P } from "./keys.ts";
import { textOf } from "./values.ts";

/** Whom an event is about. At least one of name, uid and account is set, as OCSF wants it of a user. */
export interface Subject {
  readonly name?: string;
  readonly uid?: string;
  readonly uidAlt?: string;
  readonly account?: string;
  /** Whether the name stands in for one that nobody knows. */
  readonly isUnknown?: boolean;
}

/** A user by whatever of it is known; the receiving account when nothing is. */
export function subjectOf(
  name: string | undefined,
  uid: string | undefined,
  uidAlt: string | undefined,
  record: RecordFields,
): Subject {
  if (name !== undefined || uid !== undefined) return { name, uid, uidAlt };
  const account = textOf(record.recipientAccountId);
  return account === undefined ? { name: "Unknown", uidAlt, isUnknown: true } : { uidAlt, account };
}

/** Writes `user`. */
export function writeSubject({ name, uid, uidAlt, account }: Subject, { json }: Draft): void {
  json.open('"user":{');
  json.put(K.name, name);
  json.put(K.uid, uid);
  json.put(K.uidAlt, uidAlt);
  json.putAt(P.account, account);
  json.close();
}
