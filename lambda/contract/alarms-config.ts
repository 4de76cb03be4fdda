import { z } from "zod";
import { wholeNumber } from "./fields.ts";
import { quietSourcesConfig } from "./quiet-sources-config.ts";

/** Who is told, and from when on. */
export const alarmsConfig = z.strictObject({
  topicArn: z
    .string()
    .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, { error: "expected the ARN of a standard SNS topic" })
    .optional()
    .meta({ description: "SNS topic that alarms notify; left out, alarms only change state." }),
  oldestMessageMinutes: wholeNumber(1, 10_080).default(15).meta({
    description: "Age of the oldest waiting message, in minutes, from which on the alarm is raised.",
  }),
  silentAfterHours: wholeNumber(1, 168).default(6).meta({
    description: "Hours without a single notification after which the alarm is raised.",
  }),
  quietSources: quietSourcesConfig.prefault({}).meta({
    description: "Noticing accounts and regions that stop writing log files while others go on.",
  }),
});

export type AlarmsConfig = z.output<typeof alarmsConfig>;
