import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { type AwsClients, createBucket, type Declare, failureOf } from "./clients.ts";

/** Versions: a notification names one, and that one is read. */
export function versionContract(clients: () => AwsClients, declare: Declare): void {
  declare("keeps every version of a key and reads the one that is named", async () => {
    const { s3 } = clients();
    const Bucket = await versionedBucket(clients());
    const first = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "first" }));
    const second = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "second" }));

    const older = await s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: first.VersionId }));
    const newest = await s3.send(new GetObjectCommand({ Bucket, Key: "k" }));

    expect(await older.Body?.transformToString()).toBe("first");
    expect(await newest.Body?.transformToString()).toBe("second");
    expect([older.VersionId, newest.VersionId]).toEqual([first.VersionId, second.VersionId]);
  });

  declare("hides a deleted key behind a marker and still has its versions", async () => {
    const { s3 } = clients();
    const Bucket = await versionedBucket(clients());
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "kept" }));
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));

    const failure = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k" })));
    const kept = await s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId }));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));

    expect(failure).toEqual({ name: "NoSuchKey", status: 404 });
    expect(await kept.Body?.transformToString()).toBe("kept");
    expect(listed.Versions?.map((version) => [version.VersionId, version.IsLatest])).toEqual([
      [VersionId, false],
    ]);
    expect(listed.DeleteMarkers?.map((marker) => [marker.VersionId, marker.IsLatest])).toEqual([
      [deleted.VersionId, true],
    ]);
  });

  declare("brings a key back when its delete marker is deleted", async () => {
    const { s3 } = clients();
    const Bucket = await versionedBucket(clients());
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "back" }));
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));

    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "k" }));

    expect(await got.Body?.transformToString()).toBe("back");
  });

  declare("says that a version does not exist, and not that the key does not", async () => {
    const { s3 } = clients();
    const Bucket = await versionedBucket(clients());
    const { VersionId = "" } = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));

    const failure = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId })));

    expect(failure).toEqual({ name: "NoSuchVersion", status: 404 });
  });

  declare("pages through versions, newest of each key first", async () => {
    const { s3 } = clients();
    const Bucket = await versionedBucket(clients());
    const ids: (string | undefined)[] = [];
    for (const Key of ["a", "a", "b"])
      ids.push((await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }))).VersionId);

    const first = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }));
    const rest = await s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: first.NextKeyMarker,
        VersionIdMarker: first.NextVersionIdMarker,
      }),
    );

    expect(first.Versions?.map(({ VersionId }) => VersionId)).toEqual([ids[1]]);
    expect(rest.Versions?.map(({ VersionId }) => VersionId)).toEqual([ids[0], ids[2]]);
  });

  declare("tells whether a bucket is versioned", async () => {
    const { s3 } = clients();
    const plain = await createBucket(clients());
    const versioned = await versionedBucket(clients());

    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: plain }))).Status).toBeUndefined();
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: versioned }))).Status).toBe("Enabled");
  });
}

async function versionedBucket(clients: AwsClients): Promise<string> {
  const Bucket = await createBucket(clients);
  await clients.s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  return Bucket;
}
