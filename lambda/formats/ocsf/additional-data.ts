import type { RecordFields } from "../../record-fields.ts";
import type { Unmapped } from "./unmapped.ts";
import { isObject, textOf } from "./values.ts";

/** What an event takes from `additionalEventData`. */
export interface AdditionalData {
  readonly userName?: string;
  readonly loginTo?: string;
  readonly mfaUsed?: unknown;
}

const NOTHING: AdditionalData = {};
const NONE: ReadonlySet<string> = new Set();
const NAME = new Set(["UserName"]);
const LOGIN = new Set(["LoginTo"]);
const LOGIN_AND_NAME = new Set(["LoginTo", "UserName"]);

/**
 * Reads `additionalEventData`: a sign-in's target, and the user's name for an identity that has none. `MFAUsed` also
 * stays in `unmapped`, because a boolean does not repeat the word.
 */
export function readAdditionalData(
  { additionalEventData: value, userIdentity }: RecordFields,
  isSignIn: boolean,
  unmapped: Unmapped,
): AdditionalData {
  if (!isObject(value)) {
    unmapped.keep("additionalEventData", value);
    return NOTHING;
  }
  const needsName = !isObject(userIdentity) || textOf(userIdentity.userName) === undefined;
  const name = needsName ? textOf(value.UserName) : undefined;
  const loginTo = isSignIn ? textOf(value.LoginTo) : undefined;
  const known =
    name === undefined
      ? loginTo === undefined
        ? NONE
        : LOGIN
      : loginTo === undefined
        ? NAME
        : LOGIN_AND_NAME;
  unmapped.keepRest("additionalEventData.", value, known);
  return { userName: name, loginTo, mfaUsed: value.MFAUsed };
}
