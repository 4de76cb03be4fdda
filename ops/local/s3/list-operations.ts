import { ACCOUNT } from "../account.ts";
import { notImplemented } from "../aws/aws-error.ts";
import type { XmlContent } from "../aws/xml.ts";
import type { ObjectVersion } from "./bucket.ts";
import { pageSize, type S3Context, type S3Operation, xmlResponse } from "./operation.ts";
import { invalidArgument } from "./s3-errors.ts";

/** Listings. A page holds at most 1,000 keys and common prefixes together. */
export const listOperations: readonly S3Operation[] = [
  {
    name: "ListObjectsV2",
    method: "GET",
    level: "bucket",
    marker: "list-type=2",
    query: [
      "prefix",
      "delimiter",
      "max-keys",
      "continuation-token",
      "start-after",
      "encoding-type",
      "fetch-owner",
    ],
    action: "s3:ListBucket",
    run: listObjects,
  },
  {
    name: "ListObjectVersions",
    method: "GET",
    level: "bucket",
    marker: "versions",
    query: ["prefix", "max-keys", "key-marker", "version-id-marker", "encoding-type"],
    action: "s3:ListBucketVersions",
    run: listVersions,
  },
];

function listObjects({ store, bucket, request: { query } }: S3Context) {
  const source = store.get(bucket);
  const encode = keyEncoder(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const after = token === null ? (query.get("start-after") ?? "") : decodeToken(token);
  const limit = pageSize(query);
  const contents: XmlContent[] = [];
  const prefixes = new Set<string>();
  let last = after;
  let isTruncated = false;
  for (const key of source.keys()) {
    const current = source.versionsOf(key)[0];
    if (!key.startsWith(prefix) || !current?.body) continue;
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (!isAfter(key, after) || (group !== undefined && (prefixes.has(group) || group === after))) continue;
    if (contents.length + prefixes.size >= limit) {
      isTruncated = limit > 0;
      break;
    }
    if (group === undefined)
      contents.push(objectContent(current, encode, query.get("fetch-owner") === "true"));
    else prefixes.add(group);
    last = group ?? key;
  }
  return xmlResponse("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter ? encode(delimiter) : undefined,
    StartAfter: query.get("start-after") ? encode(query.get("start-after") ?? "") : undefined,
    EncodingType: query.get("encoding-type") ?? undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: isTruncated ? Buffer.from(last).toString("base64") : undefined,
    KeyCount: contents.length + prefixes.size,
    MaxKeys: limit,
    IsTruncated: isTruncated,
    Contents: contents,
    CommonPrefixes: [...prefixes].map((group) => ({ Prefix: encode(group) })),
  });
}

function listVersions({ store, bucket, request: { query } }: S3Context) {
  const source = store.get(bucket);
  const encode = keyEncoder(query);
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const versionMarker = query.get("version-id-marker");
  if (versionMarker && !keyMarker)
    throw invalidArgument("A version-id marker cannot be specified without a key marker.");
  const limit = pageSize(query);
  const page: { version: ObjectVersion; isLatest: boolean }[] = [];
  let isTruncated = false;
  scan: for (const key of source.keys()) {
    if (!key.startsWith(prefix)) continue;
    const versions = source.versionsOf(key);
    const resumeAt =
      versionMarker && key === keyMarker
        ? versions.findIndex(({ versionId }) => versionId === versionMarker)
        : -1;
    if (resumeAt < 0 && !isAfter(key, keyMarker)) continue;
    for (const [index, version] of versions.entries()) {
      if (index <= resumeAt) continue;
      if (page.length >= limit) {
        isTruncated = limit > 0;
        break scan;
      }
      page.push({ version, isLatest: index === 0 });
    }
  }
  const last = page.at(-1)?.version;
  const render = (isMarker: boolean) =>
    page
      .filter(({ version }) => (version.body === undefined) === isMarker)
      .map(({ version, isLatest }) => versionContent(version, isLatest, encode));
  return xmlResponse("ListVersionsResult", {
    Name: bucket,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker ?? "",
    NextKeyMarker: isTruncated && last ? encode(last.key) : undefined,
    NextVersionIdMarker: isTruncated ? last?.versionId : undefined,
    EncodingType: query.get("encoding-type") ?? undefined,
    MaxKeys: limit,
    IsTruncated: isTruncated,
    Version: render(false),
    DeleteMarker: render(true),
  });
}

function objectContent(
  version: ObjectVersion,
  encode: (key: string) => string,
  withOwner: boolean,
): XmlContent {
  return {
    Key: encode(version.key),
    LastModified: new Date(version.modifiedMs).toISOString(),
    ETag: `"${version.etag}"`,
    Size: version.size,
    StorageClass: version.storageClass,
    Owner: withOwner ? { ID: ACCOUNT } : undefined,
  };
}

function versionContent(
  version: ObjectVersion,
  isLatest: boolean,
  encode: (key: string) => string,
): XmlContent {
  const common = {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version.modifiedMs).toISOString(),
    Owner: { ID: ACCOUNT },
  };
  if (!version.body) return common;
  return { ...common, ETag: `"${version.etag}"`, Size: version.size, StorageClass: version.storageClass };
}

function keyEncoder(query: URLSearchParams): (key: string) => string {
  const type = query.get("encoding-type");
  if (type !== null && type !== "url") throw invalidArgument("Invalid Encoding Method specified in Request");
  return type === "url"
    ? (key) => encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+")
    : (key) => {
        // XML 1.0 cannot carry control characters; SDK clients ask for encoding-type=url, AWS sends a broken document.
        if (hasControlCharacter(key))
          throw notImplemented("listing keys with control characters without encoding-type=url");
        return key;
      };
}

function hasControlCharacter(key: string): boolean {
  for (let index = 0; index < key.length; index += 1) if (key.charCodeAt(index) < 32) return true;
  return false;
}

function isAfter(key: string, marker: string): boolean {
  return marker === "" || Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, "base64").toString();
  if (Buffer.from(key).toString("base64") !== token)
    throw invalidArgument("The continuation token provided is incorrect");
  return key;
}
