import { gunzipSync } from "node:zlib";
import { type AwsAnswer, type AwsRequest, type AwsStub, startAwsStub } from "./aws-stub.ts";

export interface S3Stub extends AwsStub {
  /** Objects by `bucket/key`, decompressed. */
  readonly objects: Map<string, string>;
  /** What was published to topics, in order. */
  readonly notices: unknown[];
}

/** S3 with conditional writes and SNS. `fault` may answer instead; `stored` says whether the object is kept nevertheless. */
export async function startS3Stub(
  fault: (request: AwsRequest, count: number) => { answer: AwsAnswer; stored: boolean } | undefined = () =>
    undefined,
): Promise<S3Stub> {
  const objects = new Map<string, string>();
  const notices: unknown[] = [];
  const stub = await startAwsStub((request, count) => {
    const planned = fault(request, count);
    if (planned && !planned.stored) return planned.answer;
    const answer = request.method === "PUT" ? put(request, objects) : publish(request, notices);
    return planned?.answer ?? answer;
  });
  return { ...stub, objects, notices };
}

/** An error answer of S3. */
export function s3Error(code: string, status: number): AwsAnswer {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} for a test</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}

function put({ path, body, headers }: AwsRequest, objects: Map<string, string>): AwsAnswer {
  const key = decodeURIComponent(path.split("?")[0] ?? "").slice(1);
  if (headers["if-none-match"] === "*" && objects.has(key)) return s3Error("PreconditionFailed", 412);
  objects.set(key, gunzipSync(body).toString("utf8"));
  return { headers: { "content-type": "application/xml", etag: '"e"' }, body: "" };
}

function publish({ body }: AwsRequest, notices: unknown[]): AwsAnswer {
  notices.push(JSON.parse(new URLSearchParams(body.toString("utf8")).get("Message") ?? "null"));
  return {
    headers: { "content-type": "text/xml" },
    body: "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>",
  };
}
