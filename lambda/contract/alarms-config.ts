import { z } from "zod";
import { wholeNumber } from "./fields.ts";

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
});

export type AlarmsConfig = z.output<typeof alarmsConfig>;
