import type { GetObjectCommand, GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";

/** The part of an S3 client that reading takes. */
export interface ObjectGetter {
  send(
    command: GetObjectCommand,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<GetObjectCommandOutput>;
}

/** Told when a bucket turns out to be in another region than the function. */
export type RegionFollowed = (bucket: string, region: string) => void;

/** How S3 says that a bucket is elsewhere; which of them depends on the region that was asked. */
const ELSEWHERE = new Set([
  "PermanentRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);

/** What goes into a host name comes from S3 only, and looks like a region. */
const REGION = /^[a-z]+(-[a-z0-9]+)+$/;

/**
 * Reads each bucket in the region it is in. The first answer that names another region is followed and remembered, so
 * that a bucket costs one refused request for the life of the process.
 *
 * The SDK's own `followRegionRedirects` is not used: it changes the shared client while other requests are under way,
 * asks the wrong region again for each object, and does not know `AuthorizationHeaderMalformed`.
 * @param clientFor a client for a region; without one, for the function's own
 */
export function followBucketRegions(
  clientFor: (region?: string) => S3Client,
  onFollowed: RegionFollowed,
): ObjectGetter {
  const own = clientFor();
  const clients = new Map<string, S3Client>();
  const regions = new Map<string, string>();
  const clientOf = (region: string | undefined): S3Client => {
    if (region === undefined) return own;
    const client = clients.get(region) ?? clientFor(region);
    clients.set(region, client);
    return client;
  };
  return {
    send: async (command, options) => {
      const bucket = String(command.input.Bucket);
      const asked = regions.get(bucket);
      try {
        return await clientOf(asked).send(command, options);
      } catch (error) {
        const region = regionNamedBy(error);
        if (region === undefined || region === asked) throw error;
        if (regions.get(bucket) !== region) onFollowed(bucket, region);
        regions.set(bucket, region);
        return clientOf(region).send(command, options);
      }
    },
  };
}

/** The bucket's region, where an error of S3 says that it is another one. */
export function regionNamedBy(error: unknown): string | undefined {
  const { name, Region, $response } = error as Error & {
    readonly Region?: unknown;
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  if (!ELSEWHERE.has(name)) return undefined;
  const region = $response?.headers?.["x-amz-bucket-region"] ?? Region;
  return typeof region === "string" && REGION.test(region) ? region : undefined;
}
