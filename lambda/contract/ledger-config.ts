import { z } from "zod";
import { wholeNumber } from "./fields.ts";

/** The table that remembers what became of each object. */
export const ledgerConfig = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description:
      "Keeps one item per object and destination in a DynamoDB table: duplicates are recognised, and `reconcile` can tell what is missing.",
  }),
  retentionDays: wholeNumber(1, 3_650)
    .default(90)
    .meta({ description: "Days an item is kept; the table deletes older ones by itself." }),
});

export type LedgerConfig = z.output<typeof ledgerConfig>;
