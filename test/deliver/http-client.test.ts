import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttpClient } from "../../lambda/deliver/http-client.ts";

let server: Server;
let url: string;
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let connections = 0;

beforeAll(async () => {
  server = createServer((request, response) => respond(request, response));
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest`;
});
afterAll(() => server.closeAllConnections());
afterAll((done) => {
  server.close(done);
});

async function post(
  options: { headers?: Record<string, string>; timeoutMs?: number; signal?: AbortSignal; body?: string } = {},
) {
  const client = createHttpClient(() => 0);
  const { headers = {}, timeoutMs = 5_000, signal = new AbortController().signal, body = "hello" } = options;
  try {
    return await client.request({ url, headers, timeoutMs, body: Buffer.from(body) }, signal);
  } finally {
    client.close();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

describe("a request", () => {
  it("arrives with its method, headers, length and body", async () => {
    const seen: unknown[] = [];
    respond = async (request, response) => {
      seen.push([
        request.method,
        request.url,
        request.headers["x-test"],
        request.headers["content-length"],
        await bodyOf(request),
      ]);
      response.end("thanks");
    };
    expect(await post({ headers: { "x-test": "yes" } })).toMatchObject({ status: 200, text: "thanks" });
    expect(seen).toEqual([["POST", "/ingest", "yes", "5", "hello"]]);
  });

  it("names its sender, unless the configuration names another", async () => {
    const seen: unknown[] = [];
    respond = async (request, response) => {
      seen.push(request.headers["user-agent"]);
      await bodyOf(request);
      response.end();
    };
    await post();
    await post({ headers: { "user-agent": "acme" } });
    expect(seen).toEqual(["cloudtrail-forwarder", "acme"]);
  });

  it("uses one connection again and again", async () => {
    respond = async (request, response) => {
      await bodyOf(request);
      response.end("x".repeat(100_000));
    };
    const client = createHttpClient(() => 0);
    const before = connections;
    for (let count = 0; count < 5; count += 1) {
      const request = { url, headers: {}, timeoutMs: 5_000, body: Buffer.from("a") };
      expect((await client.request(request, new AbortController().signal)).text).toHaveLength(64 * 1024);
    }
    client.close();
    expect(connections - before).toBe(1);
  });

  it("survives a kept connection that died in between", async () => {
    let count = 0;
    respond = async (request, response) => {
      await bodyOf(request);
      count += 1;
      response.end("ok");
      // Closes the connection after the answer without having said so.
      if (count === 1) setTimeout(() => request.socket.resetAndDestroy(), 20);
    };
    const client = createHttpClient(() => 0);
    const request = { url, headers: {}, timeoutMs: 5_000, body: Buffer.from("a") };
    await client.request(request, new AbortController().signal);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await client.request(request, new AbortController().signal)).toMatchObject({ text: "ok" });
    client.close();
  });

  it("does not follow a redirect, and takes no credential there", async () => {
    const paths: unknown[] = [];
    respond = (request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: "/elsewhere" }).end();
    };
    await expect(post()).rejects.toMatchObject({ kind: "config", reason: "destination_config", status: 307 });
    expect(paths).toEqual(["/ingest"]);
  });

  it("fails as retryable when it takes longer than its limit", async () => {
    respond = () => undefined;
    await expect(post({ timeoutMs: 100 })).rejects.toMatchObject({
      kind: "retryable",
      message: expect.stringContaining("longer than its time limit"),
    });
  });

  it("fails as retryable when the deadline cuts it off", async () => {
    respond = () => undefined;
    const deadline = new AbortController();
    setTimeout(() => deadline.abort(), 50);
    await expect(post({ signal: deadline.signal })).rejects.toMatchObject({
      kind: "retryable",
      message: expect.stringContaining("deadline"),
    });
  });

  it("fails as retryable when the connection is reset after the body was sent", async () => {
    respond = async (request) => {
      await bodyOf(request);
      request.socket.resetAndDestroy();
    };
    await expect(post()).rejects.toMatchObject({ kind: "retryable", reason: "destination_unavailable" });
  });

  it("fails as retryable when nobody listens", async () => {
    const client = createHttpClient(() => 0);
    const request = { url: "http://127.0.0.1:1/", headers: {}, timeoutMs: 1_000, body: Buffer.from("a") };
    await expect(client.request(request, new AbortController().signal)).rejects.toMatchObject({
      kind: "retryable",
    });
  });

  it("carries Retry-After into its failure", async () => {
    respond = (_request, response) => response.writeHead(429, { "retry-after": "9" }).end();
    await expect(post()).rejects.toMatchObject({ kind: "retryable", retryAfterMs: 9_000, status: 429 });
  });

  it("never repeats its credential, although the destination does", async () => {
    respond = (request, response) =>
      response.writeHead(401).end(`bad token ${request.headers.authorization?.split(" ")[1]}\u001b[31m`);
    const failure = await post({ headers: { authorization: "Bearer not-for-anybody" } }).catch(
      (error: Error) => error,
    );
    expect(String(failure)).toContain("bad token [redacted]");
    expect(JSON.stringify(failure)).not.toContain("not-for-anybody");
    expect(String(failure)).not.toContain("\u001b");
  });

  it("is not held up by an answer without end", async () => {
    respond = (request, response) => {
      response.writeHead(200);
      const chunk = "x".repeat(1_000_000);
      const pour = () => {
        if (!request.socket.destroyed) response.write(chunk, () => setImmediate(pour));
      };
      pour();
    };
    expect((await post()).text).toHaveLength(64 * 1024);
  });
});
