import { AwsError } from "../aws/aws-error.ts";
import type { AwsResponse } from "../aws/service.ts";
import { type ObjectVersion, UNVERSIONED } from "./bucket.ts";
import { checkReadConditions } from "./conditions.ts";
import { notify } from "./notify.ts";
import { emptyResponse, type S3Context, type S3Operation } from "./operation.ts";
import { putObject } from "./put-object.ts";
import { parseRange } from "./range.ts";
import { noSuchKey, noSuchVersion } from "./s3-errors.ts";

/** Operations on objects. */
export const objectOperations: readonly S3Operation[] = [
  { name: "PutObject", method: "PUT", level: "object", action: "s3:PutObject", run: putObject },
  {
    name: "GetObject",
    method: "GET",
    level: "object",
    query: ["versionId"],
    action: "s3:GetObject",
    versionAction: "s3:GetObjectVersion",
    run: readObject,
  },
  {
    name: "HeadObject",
    method: "HEAD",
    level: "object",
    query: ["versionId"],
    action: "s3:GetObject",
    versionAction: "s3:GetObjectVersion",
    run: readObject,
  },
  {
    name: "DeleteObject",
    method: "DELETE",
    level: "object",
    query: ["versionId"],
    action: "s3:DeleteObject",
    versionAction: "s3:DeleteObjectVersion",
    run: deleteObject,
  },
];

const ARCHIVED = new Set(["GLACIER", "DEEP_ARCHIVE"]);

function readObject(context: S3Context): AwsResponse {
  const { headers, method } = context.request;
  const version = findVersion(context);
  const { body } = version;
  if (!body)
    throw new AwsError("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");
  if (method === "GET" && ARCHIVED.has(version.storageClass))
    throw new AwsError(
      "InvalidObjectState",
      403,
      "The operation is not valid for the object's storage class",
      {
        details: { StorageClass: version.storageClass },
      },
    );
  if (checkReadConditions(headers, version) === "not-modified")
    return { status: 304, headers: { etag: `"${version.etag}"` } };
  const range = parseRange(headers.range, version.size);
  const common = readHeaders(context, version);
  if (!range) {
    const wantsChecksum = headers["x-amz-checksum-mode"] === "ENABLED" && version.checksum;
    const checksum = wantsChecksum ? { [wantsChecksum.header]: wantsChecksum.value } : {};
    return {
      status: 200,
      headers: { ...common, ...checksum, "content-length": String(version.size) },
      body: body.read(),
    };
  }
  // A checksum of the whole object does not describe a part of it: a 206 carries none.
  return {
    status: 206,
    headers: {
      ...common,
      "content-range": `bytes ${range.start}-${range.end}/${version.size}`,
      "content-length": String(range.end - range.start + 1),
    },
    body: body.read(range),
  };
}

function readHeaders({ store, bucket }: S3Context, version: ObjectVersion): Record<string, string> {
  return {
    ...version.headers,
    etag: `"${version.etag}"`,
    "accept-ranges": "bytes",
    "last-modified": new Date(version.modifiedMs).toUTCString(),
    ...(store.get(bucket).versioning ? { "x-amz-version-id": version.versionId } : {}),
    ...(version.storageClass === "STANDARD" ? {} : { "x-amz-storage-class": version.storageClass }),
  };
}

/** The version a request means: the one it names, or the newest unless that is a delete marker. */
function findVersion({ store, bucket, key, request }: S3Context): ObjectVersion {
  const versions = store.get(bucket).versionsOf(key);
  const versionId = request.query.get("versionId");
  if (versionId === null) {
    const [current] = versions;
    if (!current?.body) throw noSuchKey(key);
    return current;
  }
  const named = versions.find((version) => version.versionId === versionId);
  if (!named) throw noSuchVersion(key, versionId);
  return named;
}

async function deleteObject({ store, bucket: name, key, request }: S3Context): Promise<AwsResponse> {
  const bucket = store.get(name);
  const versionId = request.query.get("versionId");
  if (versionId !== null) {
    const version = bucket.versionsOf(key).find((candidate) => candidate.versionId === versionId);
    if (version) {
      await bucket.remove(version);
      notify(store, bucket, version, "ObjectRemoved:Delete");
    }
    return emptyResponse(204, { "x-amz-version-id": versionId });
  }
  const [current] = bucket.versionsOf(key);
  if (!bucket.versioning) {
    if (current) {
      await bucket.remove(current);
      notify(store, bucket, current, "ObjectRemoved:Delete");
    }
    return emptyResponse(204);
  }
  const marker = deleteMarker(key, bucket.newVersionId(), store.options.clock.now());
  await bucket.add(marker);
  notify(store, bucket, marker, "ObjectRemoved:DeleteMarkerCreated");
  return emptyResponse(204, { "x-amz-delete-marker": "true", "x-amz-version-id": marker.versionId });
}

function deleteMarker(key: string, versionId: string, modifiedMs: number): ObjectVersion {
  return {
    key,
    versionId: versionId || UNVERSIONED,
    size: 0,
    etag: "",
    modifiedMs,
    headers: {},
    storageClass: "STANDARD",
  };
}
