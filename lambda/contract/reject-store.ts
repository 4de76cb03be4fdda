/** Every key in the reject bucket starts with this; the function's role is limited to it. */
export const REJECT_PREFIX = "rejects/";
