import { request } from "node:http";
import { type EmulatedAws, startEmulatedAws } from "../../../../ops/local/aws/emulated-aws.ts";

let aws: EmulatedAws;

beforeEach(async () => {
  aws = await startEmulatedAws();
  aws.state.buckets.create("logs");
  aws.state.queues.create("queue");
});

afterEach(() => aws.stop());

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(
  service: string,
  method: string,
  path: string,
  { headers = {}, body = "" } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const scope = `Credential=AKIAEXAMPLE/20260101/us-east-1/${service}/aws4_request`;
    const outgoing = request(`${aws.endpoint}${path}`, {
      method,
      headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`, ...headers },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.end(body);
  });
}

describe("what is not emulated answers 501, never 200", () => {
  test.each([
    ["an unknown service", "sts", "POST", "/", {}, "Action=GetCallerIdentity"],
    ["an S3 sub-resource", "s3", "PUT", "/logs?encryption", {}, ""],
    ["an S3 sub-resource of an object", "s3", "PUT", "/logs/key?tagging", {}, ""],
    ["a copy", "s3", "PUT", "/logs/key", { "x-amz-copy-source": "/logs/other" }, ""],
    ["a multipart upload", "s3", "POST", "/logs/key?uploads", {}, ""],
    ["the old listing", "s3", "GET", "/logs?marker=a", {}, ""],
    ["an SQS operation", "sqs", "POST", "/", { "x-amz-target": "AmazonSQS.TagQueue" }, "{}"],
    [
      "a member of an SQS operation",
      "sqs",
      "POST",
      "/",
      { "x-amz-target": "AmazonSQS.SendMessage" },
      '{"QueueUrl":"/111122223333/queue","MessageBody":"m","MessageSystemAttributes":{"Other":{}}}',
    ],
    [
      "a secrets operation",
      "secretsmanager",
      "POST",
      "/",
      { "x-amz-target": "secretsmanager.RotateSecret" },
      "{}",
    ],
    ["an SNS protocol", "sns", "POST", "/", {}, "Action=Subscribe&TopicArn=t&Protocol=email&Endpoint=e"],
    [
      "a method named like a property of objects",
      "sqs",
      "POST",
      "/",
      { "x-amz-target": "AmazonSQS.constructor" },
      "{}",
    ],
  ])("%s", async (_what, service, method, path, headers, body) => {
    const { status, body: answer } = await ask(service, method, path, { headers, body });

    expect(status).toBe(501);
    expect(answer).toContain("does not implement");
  });

  test("a notification target that is not emulated changes nothing", async () => {
    const body = "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>";

    const { status } = await ask("s3", "PUT", "/logs?notification", { body });

    expect(status).toBe(501);
    expect(aws.state.buckets.get("logs").notifications).toEqual([]);
  });
});

describe("faults", () => {
  test("fails the next requests that match, and no other", async () => {
    aws.faults.failNext(
      { operation: "PutObject", resource: "arn:aws:s3:::logs/a" },
      { status: 503, code: "SlowDown" },
      2,
    );
    const statuses = [];
    for (const key of ["a", "b", "a", "a"]) statuses.push((await ask("s3", "PUT", `/logs/${key}`)).status);

    expect(statuses).toEqual([503, 200, 503, 200]);
  });

  test("words an injected error as the service would", async () => {
    aws.faults.failNext(
      { service: "s3" },
      { status: 503, code: "SlowDown", message: "Please reduce your request rate." },
    );

    expect((await ask("s3", "GET", "/logs/a")).body).toContain("<Code>SlowDown</Code>");
  });

  test("cuts the connection before a request is done, or after", async () => {
    aws.faults.failNext({ operation: "PutObject" }, { reset: "before" });
    await expect(ask("s3", "PUT", "/logs/before")).rejects.toThrow();
    aws.faults.failNext({ operation: "PutObject" }, { reset: "after" });
    await expect(ask("s3", "PUT", "/logs/after")).rejects.toThrow();

    expect(aws.state.buckets.get("logs").keys()).toEqual(["after"]);
  });

  test("breaks an answer off after some bytes", async () => {
    await ask("s3", "PUT", "/logs/a", { body: "0123456789" });
    aws.faults.failNext({ operation: "GetObject" }, { cutBodyAfter: 4 });

    await expect(ask("s3", "GET", "/logs/a")).rejects.toThrow(/aborted|hang up|reset/);
    expect((await ask("s3", "GET", "/logs/a")).body).toBe("0123456789");
  });
});

test("an upload that breaks off stores nothing", async () => {
  const outgoing = request(`${aws.endpoint}/logs/half`, {
    method: "PUT",
    headers: {
      authorization: "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request",
      "content-length": 1000,
    },
  });
  outgoing.on("error", () => {});
  await new Promise<void>((resolve) => outgoing.write("x".repeat(500), () => resolve()));
  outgoing.destroy();
  await ask("s3", "PUT", "/logs/whole", { body: "y" });

  expect(aws.state.buckets.get("logs").keys()).toEqual(["whole"]);
});
