import type { AwsRequest, AwsResponse } from "../aws/service.ts";
import { type XmlContent, xmlDocument } from "../aws/xml.ts";
import type { BucketStore } from "./bucket-store.ts";
import { invalidArgument } from "./s3-errors.ts";

export const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** What an operation works with. */
export interface S3Context {
  readonly store: BucketStore;
  readonly request: AwsRequest;
  /** Empty at service level. */
  readonly bucket: string;
  /** Decoded; empty at bucket level. */
  readonly key: string;
}

/** One S3 operation, chosen by method, level and marker. */
export interface S3Operation {
  readonly name: string;
  readonly method: string;
  readonly level: "service" | "bucket" | "object";
  /** Query parameter (`versions`) or parameter and value (`list-type=2`) that selects this operation. */
  readonly marker?: string;
  /** Further query parameters that are understood; another one answers 501. */
  readonly query?: readonly string[];
  /** IAM action. */
  readonly action: string;
  /** IAM action when the request names a version. */
  readonly versionAction?: string;
  run(context: S3Context): Promise<AwsResponse> | AwsResponse;
}

export function xmlResponse(root: string, content: XmlContent): AwsResponse {
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: xmlDocument(root, content, S3_NAMESPACE),
  };
}

export function emptyResponse(status = 200, headers: Record<string, string> = {}): AwsResponse {
  return { status, headers: { "content-length": "0", ...headers }, body: status === 204 ? undefined : "" };
}

/** `max-keys`: 0 to 1000, 1000 when absent. */
export function pageSize(query: URLSearchParams): number {
  const text = query.get("max-keys");
  if (text === null) return 1000;
  if (!/^\d+$/.test(text)) throw invalidArgument("Provided max-keys not an integer or within integer range");
  return Math.min(Number(text), 1000);
}
