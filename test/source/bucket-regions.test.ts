import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { followBucketRegions } from "../../lambda/source/bucket-regions.ts";
import { createObjectSource, createS3Client } from "../../lambda/source/s3-object.ts";
import { collect } from "../support/streams.ts";

/** An S3 whose buckets are in other regions, and how it says so. */
interface Script {
  readonly regions: Readonly<Record<string, string>>;
  readonly answer: "redirect" | "malformed" | "malformed in the body" | "redirect to nowhere";
}

const OWN_REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" };
const SIGNED = /Credential=[^/]+\/\d{8}\/([^/]+)\/s3\//;

const servers: Server[] = [];
const asked: string[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  asked.splice(0);
  delete process.env.AWS_ENDPOINT_URL_S3;
});

/** Starts the server and gives a source that reads from it with unmodified SDK clients. */
async function sourceOf(script: Script) {
  const server = createServer((request, response) => respond(script, request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const followed: string[] = [];
  const getter = followBucketRegions(
    (region = OWN_REGION) => createS3Client({ region, credentials: CREDENTIALS }),
    (bucket, region) => followed.push(`${bucket} in ${region}`),
  );
  const source = createObjectSource(getter);
  const read = (bucket: string, key: string) =>
    collect(source.read({ bucket, key }, new AbortController().signal)).then(String);
  return { read, followed };
}

function respond({ regions, answer }: Script, request: IncomingMessage, response: ServerResponse): void {
  const [, bucket = "", key = ""] = (request.url ?? "").split(/[/?]/);
  const signedFor = SIGNED.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const actual = regions[bucket] ?? OWN_REGION;
  asked.push(`${bucket} in ${signedFor}`);
  if (signedFor === actual) {
    response.end(`${bucket}/${key}`);
    return;
  }
  const isRedirect = answer.startsWith("redirect");
  const code = isRedirect ? "PermanentRedirect" : "AuthorizationHeaderMalformed";
  const named = answer === "redirect to nowhere" ? {} : { "x-amz-bucket-region": actual };
  response.writeHead(isRedirect ? 301 : 400, {
    "content-type": "application/xml",
    ...(answer === "malformed in the body" ? {} : named),
  });
  const region = answer === "malformed in the body" ? `<Region>${actual}</Region>` : "";
  response.end(`<Error><Code>${code}</Code><Message>elsewhere</Message>${region}</Error>`);
}

describe("a bucket in another region", () => {
  it.each(["redirect", "malformed", "malformed in the body"] as const)(
    "is read there, is asked for in the wrong place once, and is told of once (%s)",
    async (answer) => {
      const { read, followed } = await sourceOf({ regions: { far: "ap-southeast-2" }, answer });

      expect(await read("far", "one")).toBe("far/one");
      expect(await read("far", "two")).toBe("far/two");

      expect(asked).toEqual(["far in us-east-1", "far in ap-southeast-2", "far in ap-southeast-2"]);
      expect(followed).toEqual(["far in ap-southeast-2"]);
    },
  );

  it("does not disturb the reading of other buckets at the same time", async () => {
    const regions = { far: "ap-southeast-2", north: "eu-north-1" };
    const { read, followed } = await sourceOf({ regions, answer: "redirect" });
    const keys = Array.from({ length: 12 }, (_, index) => [
      ["far", "north", "near"][index % 3] ?? "",
      `k${index}`,
    ]);

    const texts = await Promise.all(keys.map(([bucket = "", key = ""]) => read(bucket, key)));

    expect(texts).toEqual(keys.map(([bucket, key]) => `${bucket}/${key}`));
    expect(new Set(asked.filter((text) => text.startsWith("near")))).toEqual(new Set(["near in us-east-1"]));
    expect(followed.sort()).toEqual(["far in ap-southeast-2", "north in eu-north-1"]);
  });

  it("sends the message back when S3 does not say which region", async () => {
    const { read } = await sourceOf({ regions: { far: "ap-southeast-2" }, answer: "redirect to nowhere" });

    await expect(read("far", "one")).rejects.toMatchObject({
      kind: "config",
      reason: "wrong_region",
      message: expect.stringContaining("deploy the stack in the bucket's region"),
    });
  });

  it("is not followed to a place whose name is no region", async () => {
    const { read } = await sourceOf({ regions: { far: "evil.example.com/" }, answer: "redirect" });

    await expect(read("far", "one")).rejects.toMatchObject({ reason: "wrong_region" });
    expect(asked).toEqual(["far in us-east-1"]);
  });

  it("is followed when it was deleted and made again elsewhere", async () => {
    const regions: Record<string, string> = { far: "ap-southeast-2" };
    const { read, followed } = await sourceOf({ regions, answer: "malformed" });
    await read("far", "one");

    regions.far = "eu-north-1";

    expect(await read("far", "two")).toBe("far/two");
    expect(followed).toEqual(["far in ap-southeast-2", "far in eu-north-1"]);
  });
});
