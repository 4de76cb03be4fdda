import { z } from "zod";
import { wholeNumber } from "./fields.ts";

/** `<account>` or `<account>/<region>`; `*` stands for every account. */
const sourceName = () =>
  z.string().regex(/^(\d{12}|\*(?=\/))(\/[a-z]{2}[a-z0-9-]+)?$/, {
    error: 'expected an account, or account/region, such as "111122223333/eu-central-1" or "*/eu-central-1"',
  });

const fields = {
  afterHours: wholeNumber(1, 720).default(24).meta({
    description:
      "Hours without a log file after which a source is quiet. One that writes seldom gets twice its usual pause instead, when that is longer.",
  }),
  forgetAfterDays: wholeNumber(1, 365).default(14).meta({
    description:
      "Days after which a quiet source is taken for closed: it is forgotten, and no longer holds the alarm.",
  }),
  expected: z
    .array(sourceName())
    .default([])
    .meta({
      description:
        "Sources that have to write, as `account` or `account/region` (`*` is any account): quiet also when none of them was ever seen, without learning, and never forgotten.",
      examples: [["111122223333", "444455556666/eu-central-1"]],
    }),
  ignore: z
    .array(sourceName())
    .default([])
    .meta({
      description: "Sources that may fall silent, written the same way.",
      examples: [["*/ap-southeast-2"]],
    }),
};

/** Noticing that one source stopped writing while the others go on. */
export const quietSourcesConfig = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description:
      "Remembers in the ledger when each source (the log files of one account and region) wrote last, and raises an alarm for those that stopped. Needs the ledger.",
  }),
  ...fields,
});

/** The same as the pipeline that keeps watch has it. */
export const sourceWatchConfig = z.strictObject(fields);

export type QuietSourcesConfig = z.output<typeof quietSourcesConfig>;
export type SourceWatchConfig = z.output<typeof sourceWatchConfig>;
