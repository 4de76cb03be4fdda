import { z } from "zod";
import type { EventPolicies } from "./define-destination.ts";

/** The option of every destination that limits single events. */
export const oversizeField = {
  oversize: z.enum(["truncate", "reject"]).default("truncate").meta({
    description:
      "What becomes of a larger event, and of one that the destination itself calls too large: `truncate` replaces its longest fields by a marker and keeps the full record in the reject store (rejecting it when that is not enough), `reject` only keeps it there.",
  }),
};

/** The policies of a destination that takes events of any age. */
export function policiesOf({ oversize }: { readonly oversize: "truncate" | "reject" }): EventPolicies {
  return { oversize, tooOld: "send" };
}
