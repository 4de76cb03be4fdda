import { z } from "zod";
import { wholeNumber } from "./fields.ts";

/** The Lambda function and how it is fed. */
export const functionConfig = z.strictObject({
  memoryMb: wholeNumber(128, 10_240)
    .default(1_769)
    .meta({ description: "Memory in MB; 1769 is one full vCPU." }),
  timeoutSeconds: wholeNumber(30, 900).default(300).meta({ description: "Function timeout." }),
  batchSize: wholeNumber(1, 10_000)
    .default(10)
    .meta({ description: "Messages per invocation; above 10 a batch window of at least 1 s is needed." }),
  batchWindowSeconds: wholeNumber(0, 300).default(0).meta({
    description: "How long the queue may collect messages before an invocation; adds this much delay.",
  }),
  maxConcurrency: wholeNumber(2, 1_000)
    .default(10)
    .meta({ description: "Most invocations at the same time; protects the destination." }),
  objectConcurrency: wholeNumber(1, 64)
    .default(8)
    .meta({ description: "Objects read at the same time inside one invocation." }),
  requestConcurrency: wholeNumber(1, 64)
    .default(4)
    .meta({ description: "Requests to the destination at the same time inside one invocation." }),
  logLevel: z
    .enum(["DEBUG", "INFO", "WARN", "ERROR"])
    .default("INFO")
    .meta({ description: "Least severe log line that is written." }),
  logRetentionDays: z
    .literal([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ])
    .default(90)
    .meta({ description: "Days the function's log is kept; one of the values CloudWatch Logs accepts." }),
});

export type FunctionConfig = z.output<typeof functionConfig>;

/** What one object and one record may be; beyond it, they are rejected by name. */
export const limitsConfig = z.strictObject({
  maxObjectBytes: wholeNumber(1_000_000, 10_000_000_000).default(2_000_000_000).meta({
    description: "Largest log file after decompression, in bytes (CloudTrail's own limit is 50 MB).",
  }),
  maxRecordBytes: wholeNumber(10_000, 64_000_000)
    .default(2_000_000)
    .meta({ description: "Largest record in bytes (CloudTrail's own limit is 256 kB)." }),
  maxRecordDepth: wholeNumber(10, 2_000).default(200).meta({ description: "Deepest nesting of a record." }),
  maxRecordKeys: wholeNumber(100, 1_000_000)
    .default(20_000)
    .meta({ description: "Most object members in one record." }),
});

export type LimitsConfig = z.output<typeof limitsConfig>;
