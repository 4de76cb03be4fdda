import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AWS_CREDENTIALS } from "../support/vendor-simulator/protocol.ts";
import { vendorProtocols } from "../support/vendor-simulator/protocols/index.ts";
import { sampleRecords } from "../support/vendor-simulator/records.ts";
import type { RunningVendor } from "../support/vendor-simulator/server.ts";
import { onStage } from "../support/vendor-simulator/stage.ts";

/**
 * The exact request that each destination makes of three records: method, address, headers, body before compression.
 * `FORWARDER_GOLDEN=write npx jest test/contract/golden-requests` writes them anew; read the difference line by line.
 */
const FOLDER = path.join(__dirname, "..", "golden", "requests");
const isWriting = process.env.FORWARDER_GOLDEN === "write";

/** What depends on the connection, or on how well a body compresses. */
const UNSTABLE = new Set(["host", "connection", "content-length"]);

test.each(vendorProtocols.map((protocol) => [protocol.type, protocol] as const))(
  "the request to %s is this one",
  (type, protocol) =>
    onStage(protocol, async (vendor, forward) => {
      const [first, , , fourth, , sixth] = sampleRecords(6);
      await forward({ records: [first ?? {}, fourth ?? {}, sixth ?? {}] });
      const file = path.join(FOLDER, `${type}.http`);
      const text = requestText(vendor);
      if (isWriting) {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(file, text);
      }
      if (!existsSync(file))
        throw new Error(`${file} is missing; write it with FORWARDER_GOLDEN=write and read it`);

      expect(text).toBe(readFileSync(file, "utf8"));
      expect(vendor.requests).toHaveLength(1);
    }),
);

function requestText({ requests, state }: RunningVendor): string {
  const [request] = requests;
  if (!request) throw new Error("no request came");
  const headers = Object.entries(request.headers)
    .filter(([name]) => !UNSTABLE.has(name))
    .sort()
    .map(([name, value]) => `${name}: ${value}`);
  const head = [`${request.method} ${request.target}`, ...headers].join("\n");
  const basic = Buffer.from(`forwarder:${state.credential}`).toString("base64");
  const clean = [state.credential, basic, AWS_CREDENTIALS.sessionToken]
    .reduce((text, secret) => text.replaceAll(secret, "<secret>"), head)
    .replace(/Signature=[0-9a-f]{64}/, "Signature=<64 hex digits>")
    // The hash of the compressed body: zlib versions differ.
    .replace(/x-amz-content-sha256: [0-9a-f]{64}/, "x-amz-content-sha256: <64 hex digits>");
  return `${clean}\n\n${request.body.toString()}\n`;
}
