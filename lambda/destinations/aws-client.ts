/**
 * Options of every AWS client that delivers. No retries: `deliver/` has the one retry loop, and two would multiply.
 * An endpoint is taken from the SDK's own settings (`AWS_ENDPOINT_URL`), so that an emulator needs no option here.
 * @param region of the resource, so that one in another region works; undefined for the function's own
 */
export function awsClientOptions(region?: string) {
  return {
    ...(region && { region }),
    maxAttempts: 1,
    requestHandler: REQUEST_HANDLER,
  };
}

/** Limits of one call in ms: the slowest of these services answers 4 MB in well under ten seconds. */
export const REQUEST_HANDLER = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;
