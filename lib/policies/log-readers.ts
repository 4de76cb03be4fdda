import { oneOrMany, type Statement } from "./statement.ts";

/** What somebody who reads log files needs: in a role, in a bucket policy or in a key policy. */

/** A part of a bucket that log files are read from. */
export interface ReadableLocation {
  readonly bucketArn: string;
  /** `[prefix/]AWSLogs/` */
  readonly folder: string;
  readonly key?: ReadableKey;
}

/** A location with what its owner and the function know it by. */
export interface LogLocation extends ReadableLocation {
  readonly bucketName: string;
  /** Set when the bucket belongs to another account. */
  readonly account?: string;
}

/** The key that the log files of a location are encrypted with. */
export interface ReadableKey {
  /** The key's ARN, or every key of the account and region when only an alias is known. */
  readonly arn: string;
  readonly alias?: string;
  /** `s3.<region>.<suffix>`: the service on whose behalf the key decrypts. */
  readonly viaService: string;
}

/** Statements of a role that reads these locations, and nothing else in their buckets. */
export function readerStatements(locations: readonly ReadableLocation[]): Statement[] {
  return [...objectStatements(locations), ...decryptStatements(locations)];
}

/** Bucket policy statements that let these roles of another account read one location. */
export function readerBucketStatements(location: ReadableLocation, roleArns: readonly string[]): Statement[] {
  return objectStatements([location]).map((statement) => ({ ...statement, Principal: { AWS: roleArns } }));
}

/** Key policy statement that lets these roles decrypt log files. */
export function readerKeyStatement(key: ReadableKey, roleArns: readonly string[]): Statement {
  return {
    Sid: "ForwarderDecryptsLogFiles",
    Effect: "Allow",
    Principal: { AWS: roleArns },
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: { StringEquals: { "kms:ViaService": key.viaService } },
  };
}

// Grouped, because a role's inline policies may hold 10,240 characters in all.
function objectStatements(locations: readonly ReadableLocation[]): Statement[] {
  const byFolder = groupBy(locations, ({ folder }) => folder);
  return [
    {
      Sid: "ReadLogFiles",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: oneOrMany(locations.map(({ bucketArn, folder }) => `${bucketArn}/${folder}*`)),
    },
    ...[...byFolder].map(
      ([folder, group], index): Statement => ({
        // Without it S3 answers 403 for an object that is gone, which looks like a missing permission.
        Sid: `TellMissingFromDenied${ordinal(index)}`,
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: oneOrMany(group.map(({ bucketArn }) => bucketArn)),
        Condition: { StringLike: { "s3:prefix": `${folder}*` } },
      }),
    ),
  ];
}

function decryptStatements(locations: readonly ReadableLocation[]): Statement[] {
  const keys = locations.flatMap(({ key }) => (key ? [key] : []));
  const byUse = groupBy(keys, ({ alias, viaService }) => `${viaService} ${alias}`);
  return [...byUse.values()].flatMap((group, index): Statement[] => {
    const [first] = group;
    if (!first) return [];
    const { alias, viaService } = first;
    return [
      {
        Sid: `DecryptLogFiles${ordinal(index)}`,
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: oneOrMany([...new Set(group.map(({ arn }) => arn))]),
        Condition: {
          StringEquals: { "kms:ViaService": viaService },
          ...(alias !== undefined && { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } }),
        },
      },
    ];
  });
}

// Map.groupBy needs Node 21.
function groupBy<Item>(items: readonly Item[], name: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(name(item), [...(groups.get(name(item)) ?? []), item]);
  return groups;
}

/** Statement ids must differ; the first one stays plain. */
function ordinal(index: number): string {
  return index === 0 ? "" : String(index + 1);
}
