import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { runLocal } from "../../../../ops/local/run/run-local.ts";
import type { RunOptions, RunResult } from "../../../../ops/local/run/run-options.ts";
import type { Resource } from "../../../../ops/local/template/template.ts";
import { standInStack } from "../template/stand-in.ts";

/**
 * A forwarder of forty lines: reads each object of its messages over the S3 wire, posts its records, and accounts for
 * them as the real one does. `mode` in a record makes it misbehave.
 */
const HANDLER = `
const http = require("node:http"), https = require("node:https"), zlib = require("node:zlib");
function call(url, { method = "GET", service, body } = {}) {
  return new Promise((resolve, reject) => {
    const scope = process.env.AWS_ACCESS_KEY_ID + "/20260101/us-east-1/" + service + "/aws4_request";
    const headers = service ? { authorization: "AWS4-HMAC-SHA256 Credential=" + scope + ", Signature=0" } : {};
    const request = (url.startsWith("https") ? https : http).request(url, { method, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error("status " + response.statusCode));
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
exports.handler = async (event) => {
  const failures = [], reasons = {};
  const metrics = { ObjectsForwarded: 0, RecordsRead: 0, RecordsDelivered: 0, RecordsReturned: 0, DeliveryRequests: 0, BytesRead: 0 };
  for (const { messageId, body } of event.Records) {
    const { Records = [] } = JSON.parse(body);
    if (Records.length === 0) reasons.test_event = 1;
    for (const { s3 } of Records) {
      try {
        const key = decodeURIComponent(s3.object.key.replace(/\\+/g, " ")).split("/").map(encodeURIComponent).join("/");
        const path = "/" + s3.bucket.name + "/" + key + "?versionId=" + s3.object.versionId;
        const text = zlib.gunzipSync(await call(process.env.AWS_ENDPOINT_URL + path, { service: "s3" })).toString();
        const records = JSON.parse(text).Records;
        metrics.RecordsRead += records.length;
        metrics.BytesRead += text.length;
        if (records.some(({ mode }) => mode === "crash")) process.exit(7);
        if (records.some(({ mode }) => mode === "lose")) { metrics.ObjectsForwarded += 1; continue; }
        try {
          metrics.DeliveryRequests += 1;
          await call(process.env.DESTINATION, { method: "POST", body: records.map((r) => JSON.stringify(r)).join("\\n") });
          metrics.RecordsDelivered += records.length;
          metrics.ObjectsForwarded += 1;
        } catch (error) {
          metrics.RecordsReturned += records.length;
          throw error;
        }
      } catch (error) {
        reasons.destination_unavailable = 1;
        failures.push({ itemIdentifier: messageId });
      }
    }
  }
  console.log(JSON.stringify({ level: "INFO", message: "invocation finished", totals: { reasons } }));
  const Metrics = Object.keys(metrics).map((Name) => ({ Name, Unit: "Count" }));
  console.log(JSON.stringify({ _aws: { CloudWatchMetrics: [{ Namespace: "CloudTrailForwarder", Metrics }] }, ...metrics }));
  return { batchItemFailures: failures };
};`;

export interface StandInRun extends RunResult {
  /** Ids of the events that the embedded receiver has. */
  readonly eventIds: string[];
}

export interface StandInOptions extends Partial<RunOptions> {
  /** Key → records of a gzip log file. */
  readonly files: Readonly<Record<string, readonly object[]>>;
  readonly resources?: Readonly<Record<string, Resource | undefined>>;
  readonly handler?: string;
  /** Content of the messages file. */
  readonly messages?: string;
  /** What runs it, when it is not `runLocal` itself. */
  readonly run?: (options: RunOptions) => Promise<RunResult>;
}

/** Runs the stand-in stack over these files, with everything else as `forwarder local` has it. */
export async function runStandIn({
  files,
  resources,
  handler = HANDLER,
  messages,
  run = runLocal,
  ...options
}: StandInOptions): Promise<StandInRun> {
  const folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  const asset = join(folder, "asset");
  const input = join(folder, "input");
  mkdirSync(asset);
  mkdirSync(input);
  writeFileSync(join(asset, "index.js"), handler);
  for (const [key, Records] of Object.entries(files)) {
    mkdirSync(dirname(join(input, key)), { recursive: true });
    writeFileSync(join(input, key), gzipSync(JSON.stringify({ Records })));
  }
  const messagesFile = messages === undefined ? undefined : join(folder, "messages.txt");
  if (messagesFile) writeFileSync(messagesFile, messages ?? "");
  try {
    const result = await run({
      synthesize: ({ receiverUrl = "" }) =>
        standInStack({ ...withDestination(receiverUrl), ...resources }, asset),
      input: [input],
      notify: true,
      messagesFile,
      secrets: new Map(),
      isEmbedded: true,
      outputFolder: join(folder, "output"),
      keep: false,
      timeScale: 6_000,
      ...options,
    });
    const events = readFileSync(join(folder, "output", "events.ndjson"), "utf8");
    const eventIds = events
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).eventID);
    return { ...result, eventIds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withDestination(url: string): Readonly<Record<string, Resource>> {
  const { Function: fn } = standInStack().template.Resources;
  if (!fn) throw new Error("the stand-in has no function");
  return {
    Function: { ...fn, Properties: { ...fn.Properties, Environment: { Variables: { DESTINATION: url } } } },
  };
}

/** Records with ids from `first` on. */
export function records(first: number, count: number): { eventID: string }[] {
  return Array.from({ length: count }, (_, index) => ({ eventID: `e${first + index}` }));
}
