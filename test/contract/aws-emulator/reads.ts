import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type AwsClients, createBucket, type Declare, failureOf } from "./clients.ts";

/** Reads of a part, and reads under a condition: what resuming a broken read needs. */
export function readContract(clients: () => AwsClients, declare: Declare): void {
  declare("reads a range, from an offset to the end and from the end too", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "0123456789" }));
    const read = async (Range: string) => {
      const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket, Key: "k", Range }));
      return [await Body?.transformToString(), ContentRange];
    };

    expect(await read("bytes=2-4")).toEqual(["234", "bytes 2-4/10"]);
    expect(await read("bytes=7-")).toEqual(["789", "bytes 7-9/10"]);
    expect(await read("bytes=-3")).toEqual(["789", "bytes 7-9/10"]);
    expect(await read("bytes=8-100")).toEqual(["89", "bytes 8-9/10"]);
  });

  declare("refuses a range that begins behind the end", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "0123456789" }));

    const failure = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k", Range: "bytes=10-" })));

    expect(failure).toEqual({ name: "InvalidRange", status: 416 });
  });

  declare("reads under If-Match only what has that etag", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const { ETag = "" } = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "one" }));

    const same = await s3.send(new GetObjectCommand({ Bucket, Key: "k", IfMatch: ETag }));
    await same.Body?.transformToString();
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "two" }));
    const failure = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k", IfMatch: ETag })));

    expect(same.ETag).toBe(ETag);
    expect(failure).toEqual({ name: "PreconditionFailed", status: 412 });
  });

  declare("refuses to read an archived object", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "cold", StorageClass: "GLACIER" }));

    const failure = await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k" })));

    expect(failure).toEqual({ name: "InvalidObjectState", status: 403 });
  });
}
