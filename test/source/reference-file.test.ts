import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client } from "@aws-sdk/client-s3";
import { createFileReader, type FileContent, RefreshedFile } from "../../lambda/source/reference-file.ts";
import { virtualClock } from "../support/clock.ts";

const signal = new AbortController().signal;
const MINUTE = 60_000;

function scene(answers: readonly (FileContent | Error | undefined)[]) {
  const clock = virtualClock();
  const asked: (string | undefined)[] = [];
  const failures: string[] = [];
  const file = new RefreshedFile({
    location: "s3://example-data/accounts.json",
    read: async (_location, etag) => {
      asked.push(etag);
      const answer = answers[asked.length - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    parse: (bytes) => JSON.parse(bytes.toString()) as unknown,
    refreshMs: 10 * MINUTE,
    now: clock.now,
    onFailure: (location, why) => failures.push(`${location} ${why}`),
  });
  return { clock, asked, failures, file };
}

const content = (text: string, etag = '"1"') => ({ bytes: Buffer.from(text), etag });

test("a file is read once within its time, and asked for changes after it", async () => {
  const { file, clock, asked } = scene([content("1"), undefined, content("2", '"2"')]);
  await file.refresh(signal);
  await file.refresh(signal);
  expect(file.current).toBe(1);
  clock.advance(10 * MINUTE);
  await file.refresh(signal);
  expect(file.current).toBe(1);
  clock.advance(10 * MINUTE);
  await file.refresh(signal);
  expect(file.current).toBe(2);
  expect(asked).toEqual([undefined, '"1"', '"1"']);
});

test("a file that is not there leaves nothing, is reported, and is tried again after a minute", async () => {
  const missing = Object.assign(new Error("The specified key does not exist."), { name: "NoSuchKey" });
  const { file, clock, failures, asked } = scene([missing, content("1")]);
  await file.refresh(signal);
  await file.refresh(signal);
  expect(file.current).toBeUndefined();
  expect(failures).toEqual(["s3://example-data/accounts.json NoSuchKey: The specified key does not exist."]);
  expect(asked).toHaveLength(1);
  clock.advance(MINUTE);
  await file.refresh(signal);
  expect(file.current).toBe(1);
});

test("a file that became unreadable leaves what was there before, and is read again whole", async () => {
  const { file, clock, failures, asked } = scene([content("1"), content("{", '"2"'), content("3", '"2"')]);
  await file.refresh(signal);
  clock.advance(10 * MINUTE);
  await file.refresh(signal);
  expect(file.current).toBe(1);
  expect(failures).toHaveLength(1);
  clock.advance(MINUTE);
  await file.refresh(signal);
  expect(file.current).toBe(3);
  expect(asked).toEqual([undefined, '"1"', '"1"']);
});

describe("from S3", () => {
  let server: Server;
  const requests: { url?: string; ifNoneMatch?: string }[] = [];
  let s3: S3Client;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const ifNoneMatch = request.headers["if-none-match"];
      requests.push({ url: request.url, ifNoneMatch });
      if (ifNoneMatch === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"' }).end("content");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    s3 = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "eu-central-1",
      forcePathStyle: true,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  });
  afterAll(() => {
    s3.destroy();
    server.close();
  });

  test("a file comes with its ETag, and not again while that is the same", async () => {
    const read = createFileReader(s3);
    const first = await read("s3://example-data/geo/City.mmdb", undefined, signal);
    expect(first).toEqual({ bytes: Buffer.from("content"), etag: '"1"' });
    expect(await read("s3://example-data/geo/City.mmdb", first?.etag, signal)).toBeUndefined();
    expect(requests.map(({ ifNoneMatch }) => ifNoneMatch)).toEqual([undefined, '"1"']);
    expect(requests[0]?.url).toContain("/example-data/geo/City.mmdb");
  });
});
