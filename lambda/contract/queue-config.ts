import { z } from "zod";
import { wholeNumber } from "./fields.ts";

/** Queue and dead-letter queue of a pipeline. */
export const queueConfig = z.strictObject({
  visibilityTimeoutSeconds: wholeNumber(0, 43_200)
    .optional()
    .meta({ description: "Visibility timeout; default (and least) 6 × function timeout + batch window." }),
  retentionDays: wholeNumber(1, 14).default(7).meta({ description: "Days a message is kept in the queue." }),
  dlqRetentionDays: wholeNumber(1, 14).default(14).meta({
    description:
      "Days a message is kept in the dead-letter queue; a message keeps its first enqueue time there.",
  }),
  maxReceives: wholeNumber(5, 1_000)
    .default(60)
    .meta({ description: "Receives before a message moves to the dead-letter queue." }),
  rideThroughHours: wholeNumber(1, 311).default(24).meta({
    description:
      "Hours a destination may be down before the first message moves to the dead-letter queue; the settings must allow it. More than 311 cannot be: SQS keeps a message for 14 days, one of which is left for the dead-letter queue.",
  }),
  quarantineAfterReceives: wholeNumber(1, 100)
    .default(3)
    .meta({ description: "Receives after which an object that can never be read goes to the reject store." }),
});

export type QueueConfig = z.output<typeof queueConfig>;
