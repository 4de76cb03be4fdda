import { createServer, type IncomingMessage } from "node:http";

/** One request as it came over the wire. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** `PutRecords`, `SendMessageBatch`, … of the JSON services; "" of the others. */
  readonly operation: string;
  readonly body: Buffer;
  /** The body of a JSON service. */
  readonly json: Record<string, unknown>;
}

/** An answer; `"reset"` drops the connection after the request was read, `"hang"` never answers. */
export type AwsAnswer =
  | "reset"
  | "hang"
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown };

export interface AwsStub {
  readonly requests: AwsRequest[];
  close(): Promise<void>;
}

const VARIABLES = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
};

/**
 * A loopback endpoint that every AWS client of this process talks to until it is closed: the SDK's own serialization,
 * signing and error reading run for real.
 */
export async function startAwsStub(
  answer: (request: AwsRequest, count: number) => AwsAnswer,
): Promise<AwsStub> {
  const requests: AwsRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = requestOf(incoming, Buffer.concat(chunks));
      requests.push(request);
      const said = answer(request, requests.length);
      if (said === "hang") return;
      if (said === "reset") {
        incoming.socket.destroy();
        return;
      }
      const { status = 200, headers = {}, body = {} } = said;
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.1", ...headers });
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stub has no port");
  const restore = setVariables({ ...VARIABLES, AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}` });
  return {
    requests,
    close: () =>
      new Promise((resolve) => {
        restore();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Sets environment variables and gives the function that puts the old ones back. */
export function setVariables(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

function requestOf(incoming: IncomingMessage, body: Buffer): AwsRequest {
  const target = incoming.headers["x-amz-target"];
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    operation: typeof target === "string" ? (target.split(".").at(-1) ?? "") : "",
    body,
    get json() {
      return JSON.parse(body.toString("utf8"));
    },
  };
}

/** The error answer of a JSON service. */
export function awsError(code: string, status = 400, message = `${code} for a test`): AwsAnswer {
  return { status, headers: { "x-amzn-errortype": code }, body: { __type: code, message } };
}
