import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { adoptedBuckets, type SourceBucket } from "../../lambda/contract/source-config.ts";
import { bucketArn, viaS3 } from "../names.ts";
import { logFolder } from "../policies/cloudtrail-delivery.ts";
import type { ReadableKey } from "../policies/log-readers.ts";
import { keyByAlias } from "./log-key.ts";
import type { LogSource } from "./log-source.ts";

/** Adopt mode: buckets that exist. Nothing is created for them and nothing in them is changed. */
export function adoptedSource({ source }: ForwarderConfig): LogSource {
  return {
    locations: adoptedBuckets(source).map((bucket) => ({
      bucketName: bucket.name,
      bucketArn: bucketArn(bucket.name),
      folder: logFolder(bucket.prefix),
      key: readableKey(bucket),
      account: bucket.account,
    })),
  };
}

function readableKey({ keyArn, keyAlias, region }: SourceBucket): ReadableKey | undefined {
  if (keyAlias !== undefined) return keyByAlias(keyAlias);
  return keyArn === undefined ? undefined : { arn: keyArn, viaService: viaS3(region) };
}
