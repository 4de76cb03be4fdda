import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { type AwsClients, createBucket, type Declare, failureOf } from "./clients.ts";

/** Objects: what is put is what is got, and what is listed. */
export function objectContract(clients: () => AwsClients, declare: Declare): void {
  declare("gives back the bytes, type, encoding, metadata and checksum an object was put with", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const Body = Buffer.from([0, 31, 139, 255, 10]);

    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "a/b c+d/é%.json.gz",
        Body,
        ContentType: "application/json",
        ContentEncoding: "gzip",
        Metadata: { signature: "0abc" },
        ChecksumAlgorithm: "SHA256",
      }),
    );
    const got = await s3.send(
      new GetObjectCommand({ Bucket, Key: "a/b c+d/é%.json.gz", ChecksumMode: "ENABLED" }),
    );

    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(got.ETag).toBe(put.ETag);
    expect(got).toMatchObject({
      ContentType: "application/json",
      ContentEncoding: "gzip",
      ContentLength: 5,
      Metadata: { signature: "0abc" },
      ChecksumSHA256: put.ChecksumSHA256,
    });
  });

  declare("takes the aws-chunked framing off a streamed upload of several megabytes", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const part = Buffer.alloc(700_001, "0123456789");
    const Body = Readable.from([part, part, part]);

    await s3.send(new PutObjectCommand({ Bucket, Key: "large", Body, ContentLength: 2_100_003 }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "large" }));

    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([part, part, part]))).toBe(true);
  });

  declare("keeps an empty object, and overwrites one that exists", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "first" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: Buffer.alloc(0) }));

    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "k" }));

    expect(head).toMatchObject({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
  });

  declare("writes a key only once when the PUT says If-None-Match", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const put = { Bucket, Key: "once", Body: "x", IfNoneMatch: "*" };
    await s3.send(new PutObjectCommand(put));

    const failure = await failureOf(s3.send(new PutObjectCommand(put)));

    expect(failure).toEqual({ name: "PreconditionFailed", status: 412 });
  });

  declare("pages through keys in byte order, below a prefix and after a key", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    for (const Key of ["p/é", "p/a b", "p/a", "p/Z", "q/other"])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

    const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "p/", MaxKeys: 3 }));
    const rest = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: "p/", ContinuationToken: first.NextContinuationToken }),
    );
    const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "p/a b" }));

    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 3 });
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["p/Z", "p/a", "p/a b"]);
    expect(rest).toMatchObject({ IsTruncated: false, KeyCount: 1 });
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(["p/é"]);
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(["p/é", "q/other"]);
  });

  declare("groups keys by a delimiter", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    for (const Key of ["2026/01/a", "2026/01/b", "2026/02/a", "2026/top"])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));

    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "2026/", Delimiter: "/" }));

    expect(page.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(["2026/01/", "2026/02/"]);
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(["2026/top"]);
  });

  declare("deletes an object, and is content when it is already gone", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));

    const again = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    const failure = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k" })));

    expect(again.$metadata.httpStatusCode).toBe(204);
    expect(failure).toEqual({ name: "NoSuchKey", status: 404 });
  });

  declare("says which bucket or key is missing", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());

    const noKey = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "absent" })));
    const noBucket = await failureOf(s3.send(new GetObjectCommand({ Bucket: `${Bucket}-absent`, Key: "k" })));
    const noHead = await failureOf(s3.send(new HeadObjectCommand({ Bucket, Key: "absent" })));

    expect(noKey).toEqual({ name: "NoSuchKey", status: 404 });
    expect(noBucket).toEqual({ name: "NoSuchBucket", status: 404 });
    expect(noHead).toEqual({ name: "NotFound", status: 404 });
  });

  declare("has its buckets in us-east-1, which is spelled as no location", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());

    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
    const failure = await failureOf(s3.send(new CreateBucketCommand({ Bucket: "Not_A_Bucket_Name" })));

    expect(LocationConstraint ?? "").toBe("");
    expect(failure).toEqual({ name: "InvalidBucketName", status: 400 });
  });
}
