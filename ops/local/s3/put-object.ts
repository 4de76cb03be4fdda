import { AwsError } from "../aws/aws-error.ts";
import type { AwsRequest } from "../aws/service.ts";
import { decodeAwsChunked, type Trailers } from "./aws-chunked.ts";
import { storeBody } from "./body-writer.ts";
import type { ObjectVersion } from "./bucket.ts";
import { ChecksumCheck } from "./checksum.ts";
import { checkWriteConditions } from "./conditions.ts";
import { notify } from "./notify.ts";
import { emptyResponse, type S3Context } from "./operation.ts";
import { invalidArgument } from "./s3-errors.ts";

/** Headers of a PUT that a GET gives back. */
const KEPT =
  /^(content-type|content-encoding|content-language|content-disposition|cache-control|expires|x-amz-meta-.+|x-amz-server-side-encryption.*)$/;

const LONGEST_KEY_BYTES = 1024;

/** Stores an object as the newest version of its key and tells the bucket's notification targets. */
export async function putObject({ store, bucket: name, key, request }: S3Context) {
  const bucket = store.get(name);
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES)
    throw new AwsError("KeyTooLongError", 400, "Your key is too long", {
      details: { MaxSizeAllowed: "1024" },
    });
  checkWriteConditions(request.headers, bucket.versionsOf(key)[0]);
  const { body, md5, checksum } = await receiveBody(request, store.options.folder);
  const version: ObjectVersion = {
    key,
    versionId: bucket.newVersionId(),
    body,
    size: body.size,
    etag: md5,
    modifiedMs: store.options.clock.now(),
    headers: keptHeaders(request),
    checksum,
    storageClass: String(request.headers["x-amz-storage-class"] ?? "STANDARD"),
  };
  await bucket.add(version);
  notify(store, bucket, version, "ObjectCreated:Put");
  return emptyResponse(200, {
    etag: `"${md5}"`,
    ...(bucket.versioning ? { "x-amz-version-id": version.versionId } : {}),
    ...(checksum ? { [checksum.header]: checksum.value } : {}),
    ...encryptionHeaders(version.headers),
  });
}

async function receiveBody(request: AwsRequest, folder: string) {
  const { headers } = request;
  const trailers: Trailers = {};
  const isChunked =
    headers["content-encoding"]?.split(",").some((coding) => coding.trim() === "aws-chunked") ||
    String(headers["x-amz-content-sha256"]).startsWith("STREAMING-");
  const content = isChunked ? decodeAwsChunked(request.body, trailers) : request.body;
  const announced = String(headers["x-amz-trailer"] ?? "")
    .split(",")
    .map((trailer) => trailer.trim().toLowerCase());
  const check = new ChecksumCheck([...Object.keys(headers), ...announced]);
  const stored = await storeBody(check.watch(content), folder);
  try {
    const expected = Number(
      headers["x-amz-decoded-content-length"] ?? headers["content-length"] ?? stored.body.size,
    );
    if (expected !== stored.body.size)
      throw new AwsError(
        "IncompleteBody",
        400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
      );
    const contentMd5 = headers["content-md5"];
    if (contentMd5 && contentMd5 !== Buffer.from(stored.md5, "hex").toString("base64"))
      throw new AwsError("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
    return { ...stored, checksum: check.finish({ ...headers, ...trailers }) };
  } catch (error) {
    await stored.body.discard();
    throw error;
  }
}

function keptHeaders({ headers }: AwsRequest): Record<string, string> {
  const kept: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const [name, value] of Object.entries(headers)) if (KEPT.test(name)) kept[name] = String(value);
  const acl = headers["x-amz-acl"];
  if (acl !== undefined && acl !== "bucket-owner-full-control" && acl !== "private")
    throw invalidArgument(`the emulated AWS knows no ACL ${String(acl)}`);
  const encoding = kept["content-encoding"]
    ?.split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "aws-chunked")
    .join(",");
  if (encoding) kept["content-encoding"] = encoding;
  else delete kept["content-encoding"];
  return kept;
}

function encryptionHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith("x-amz-server-side-encryption")),
  );
}
