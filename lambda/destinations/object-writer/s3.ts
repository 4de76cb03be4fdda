import { createHash } from "node:crypto";
import { z } from "zod";
import { ndjson } from "../../encode/framing.ts";
import { defineDestination } from "../define-destination.ts";
import { placeOf } from "../event-facts.ts";
import { groupItems, type Item, itemsOf, settleParts } from "../settle.ts";
import { bucketFields, bucketGrants, bucketLimits, bucketName, joinItems, openBucket } from "./bucket.ts";

/** Objects in a bucket, partitioned so that Athena, Glue and other readers of Hive layouts skip what they do not need. */
export const s3 = defineDestination({
  type: "s3",
  summary:
    "Objects of one JSON line per event in a bucket, partitioned by account, region and hour of the event (Hive style).",
  config: z.strictObject({
    type: z.literal("s3").meta({ description: "Selects this destination." }),
    ...bucketFields,
  }),
  defaultFormat: "ocsf",
  framing: () => ndjson,
  limits: bucketLimits,
  compression: () => "none",
  grants: (config) => bucketGrants(config, `${config.prefix}account=`),
  writesTo: (config) => ({ bucket: bucketName(config), prefix: `${config.prefix}account=` }),
  create: async (config) => {
    const putOnce = await openBucket(config);
    return {
      send: (batch, signal) => {
        const parts = [...groupItems(itemsOf(batch), partitionOf)].map(([partition, items]) => ({
          partition,
          items,
        }));
        return settleParts(parts, async ({ partition, items }) => {
          const content = joinItems(items, ndjson);
          // The same events make the same key: a second try after a lost answer finds its object there.
          const name = createHash("sha256").update(content).digest("hex").slice(0, 40);
          await putOnce(`${config.prefix}${partition}/${name}.ndjson.gz`, content, signal);
          return new Map();
        });
      },
    };
  },
});

/** Hive's own word for a partition value that is missing. */
const UNKNOWN = "__HIVE_DEFAULT_PARTITION__";

function partitionOf({ event }: Item): string {
  const { account = UNKNOWN, region = UNKNOWN } = placeOf(event);
  const [year, month, day, hour] =
    event.time === undefined ? [] : new Date(event.time).toISOString().slice(0, 13).split(/[-T]/);
  const parts = { account, region, year, month, day, hour };
  return Object.entries(parts)
    .map(([name, value]) => `${name}=${value ?? UNKNOWN}`)
    .join("/");
}
