import type { ForwarderConfig } from "../lambda/contract/config.ts";
import { adoptedBuckets } from "../lambda/contract/source-config.ts";
import { overlapsSource } from "../lambda/contract/source-overlap.ts";
import { destinationOf } from "../lambda/destinations/registry.ts";
import { problem } from "./config-problems.ts";
import { logFolder } from "./policies/cloudtrail-delivery.ts";

/**
 * A destination that writes where log files are read from would forward its own output, without end.
 * One sentence for each that does.
 */
export function checkDestinations(config: ForwarderConfig): string[] {
  return Object.entries(config.destinations).flatMap(([name, options]) => {
    const area = destinationOf(options).writesTo?.(options);
    if (area === undefined) return [];
    const overlap = sourceAreas(config, area.bucket).find((source) => overlapsSource(area, source));
    if (overlap === undefined) return [];
    return problem(
      ["destinations", name, "bucketArn"],
      `another bucket, or a prefix that is not below "${overlap.prefix}" nor above it: log files are read from there`,
      `s3://${area.bucket}/${area.prefix}`,
    );
  });
}

/** Where log files are read from; `bucket` stands for the created bucket when it has the name that one will get. */
function sourceAreas({ source, stackName }: ForwarderConfig, bucket: string) {
  if (source.mode === "adopt")
    return adoptedBuckets(source).map((adopted) => ({
      bucket: adopted.name,
      prefix: logFolder(adopted.prefix),
    }));
  // Account and region of a generated name are not known at synth.
  const generated = new RegExp(`^${stackName.toLowerCase()}-logs-\\d{12}-[a-z0-9-]+$`);
  const isCreated = source.bucketName === undefined ? generated.test(bucket) : source.bucketName === bucket;
  return isCreated ? [{ bucket, prefix: logFolder(source.prefix) }] : [];
}
