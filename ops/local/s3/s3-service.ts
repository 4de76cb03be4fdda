import { ACCOUNT, s3Arn } from "../account.ts";
import { AwsError, notImplemented } from "../aws/aws-error.ts";
import type { AwsRequest, AwsResponse, AwsService } from "../aws/service.ts";
import { xmlDocument } from "../aws/xml.ts";
import { bucketOperations } from "./bucket-operations.ts";
import type { BucketStore } from "./bucket-store.ts";
import { listOperations } from "./list-operations.ts";
import { objectOperations } from "./object-operations.ts";
import type { S3Operation } from "./operation.ts";
import { accessDenied } from "./s3-errors.ts";

const OPERATIONS: readonly S3Operation[] = [...bucketOperations, ...listOperations, ...objectOperations];

/** Query parameters that belong to signing or to the SDK's own bookkeeping. */
const NEUTRAL_QUERY = /^(x-id|X-Amz-.+)$/;

/** `x-amz-` headers that are understood. S3 too answers NotImplemented to a header it cannot honour. */
const KNOWN_HEADERS =
  /^x-amz-(date|content-sha256|security-token|user-agent|expected-bucket-owner|sdk-checksum-algorithm|checksum-.+|trailer|decoded-content-length|meta-.+|server-side-encryption(-aws-kms-key-id|-bucket-key-enabled|-context)?|storage-class|acl|object-ownership)$/;

/** S3 with path-style addresses: `/bucket/key`. */
export function s3Service(store: BucketStore): AwsService {
  return {
    name: "s3",
    open: async (request) => {
      const { bucket, key } = splitPath(request.path);
      const operation = selectOperation(
        request,
        bucket === "" ? "service" : key === "" ? "bucket" : "object",
      );
      const versioned = request.query.has("versionId") ? operation.versionAction : undefined;
      return {
        operation: operation.name,
        action: versioned ?? operation.action,
        resource: bucket === "" ? "*" : s3Arn(key === "" ? bucket : `${bucket}/${key}`),
        run: async () => {
          const owner = request.headers["x-amz-expected-bucket-owner"];
          if (owner !== undefined && owner !== ACCOUNT) throw accessDenied();
          return operation.run({ store, request, bucket, key });
        },
      };
    },
    errorResponse,
  };
}

function selectOperation(request: AwsRequest, level: S3Operation["level"]): S3Operation {
  const parameters = [...request.query.keys()].filter((name) => !NEUTRAL_QUERY.test(name));
  const candidates = OPERATIONS.filter(
    (operation) => operation.method === request.method && operation.level === level,
  );
  const operation =
    candidates.find(({ marker }) => marker !== undefined && hasMarker(request.query, marker)) ??
    candidates.find(({ marker }) => marker === undefined);
  const asked = `s3 ${request.method} on a ${level}`;
  if (!operation)
    throw notImplemented(`${asked}${parameters.length > 0 ? ` with ?${parameters.join("&")}` : ""}`);
  const known = [operation.marker?.split("=")[0], ...(operation.query ?? [])];
  const unknown = parameters.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw notImplemented(`${asked} with ?${unknown.join("&")}`);
  const header = Object.keys(request.headers).find(
    (name) => name.startsWith("x-amz-") && !KNOWN_HEADERS.test(name),
  );
  if (header) throw notImplemented(`${asked} with the header ${header}`);
  return operation;
}

function hasMarker(query: URLSearchParams, marker: string): boolean {
  const [name = "", value] = marker.split("=");
  return value === undefined ? query.has(name) : query.get(name) === value;
}

function splitPath(path: string): { bucket: string; key: string } {
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch {
    throw new AwsError("InvalidURI", 400, "Couldn't parse the specified URI.");
  }
}

function errorResponse(error: AwsError, request: AwsRequest): AwsResponse {
  return {
    status: error.status,
    headers: { "content-type": "application/xml" },
    body: xmlDocument("Error", {
      Code: error.code,
      Message: error.message,
      ...error.details,
      Resource: request.path,
      RequestId: request.requestId,
    }),
  };
}
