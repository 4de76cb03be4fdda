import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type DestinationOptions, destinationOptions } from "../../../../lambda/destinations/registry.ts";
import { Arrivals } from "../../../../ops/local/arrivals/arrivals.ts";
import { idOfEvent } from "../../../../ops/local/arrivals/event-id.ts";
import { HttpStandIn } from "../../../../ops/local/destinations/http-stand-in.ts";
import { type Certificate, selfSignedCertificate } from "../../../../ops/local/receiver/certificate.ts";
import { vendors } from "../../../../ops/local/vendors/registry.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-AbCdEf";
const EVENT = '{"eventVersion":"1.11","eventID":"a"}';

let folder: string;
let certificate: Certificate;
let standIn: HttpStandIn;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  certificate = selfSignedCertificate();
});

afterEach(() => standIn.stop());

afterAll(() => rmSync(folder, { recursive: true }));

async function open(options: object, secrets: readonly string[] = ["the-token"]): Promise<void> {
  const { type } = options as { type: string };
  const vendor = vendors.find((candidate) => candidate.type === type);
  if (!vendor) throw new Error(`no stand-in for ${type}`);
  const arrivals = await Arrivals.open(join(folder, `${type}.ndjson`), (event) =>
    idOfEvent(event.toString()),
  );
  standIn = await HttpStandIn.open(vendor, certificate, arrivals);
  const parsed: DestinationOptions = destinationOptions.parse({ ...options, ...vendor.address(standIn.url) });
  standIn.configure(parsed, secrets);
}

interface Sent {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

function send({ path, headers = {}, body = EVENT }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(path, standIn.url);
    const outgoing = request(url, { method: "POST", ca: certificate.cert, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const xsiam = { type: "xsiam", secretArn: ARN };
const datadog = { type: "datadog", secretArn: ARN };

test("keeps what a right request carries, compressed or not", async () => {
  await open(xsiam);
  const path = "/logs/v1/event";
  const authorization = "the-token";
  const first = await send({ path, headers: { authorization } });
  const headers = { authorization, "content-encoding": "gzip" };
  const second = await send({ path, headers, body: gzipSync(`${EVENT}\n{"eventID":"b"}\n`) });

  expect([first, second]).toEqual(Array(2).fill({ status: 200, text: '{"error":"false"}' }));
  expect(standIn.arrivals.counts).toEqual({ events: 3, distinct: 2, duplicates: 1 });
  expect(standIn.requests).toBe(2);
});

const qradar = { type: "qradar-http" };
const aoss = {
  type: "opensearch-serverless",
  collectionArn: "arn:aws:aoss:us-east-1:111122223333:collection/x",
};
const bulk = `{"create":{}}\n{"@timestamp":"2026-02-03T04:05:06Z"}\n`;

test.each<[what: string, options: object, sent: Sent, status: number]>([
  ["another credential", xsiam, { path: "/logs/v1/event", headers: { authorization: "other" } }, 401],
  ["none, as Datadog says it", datadog, { path: "/api/v2/logs", body: `[${EVENT}]` }, 403],
  ["an address that the vendor does not have", xsiam, { path: "/logs" }, 404],
  [
    "a body that the vendor cannot read",
    datadog,
    { path: "/api/v2/logs", headers: { "dd-api-key": "the-token" }, body: EVENT },
    400,
  ],
  [
    "more events than the vendor takes",
    datadog,
    {
      path: "/api/v2/logs",
      headers: { "dd-api-key": "the-token" },
      body: JSON.stringify(Array.from({ length: 1_001 }, () => ({}))),
    },
    413,
  ],
  [
    "gzip for a vendor without it",
    qradar,
    { path: "/", headers: { "content-encoding": "gzip" }, body: gzipSync(EVENT) },
    415,
  ],
  ["no signature of the role", aoss, { path: "/cloudtrail/_bulk", body: bulk }, 403],
  [
    "a signature for another service",
    aoss,
    {
      path: "/cloudtrail/_bulk",
      headers: {
        "x-amz-content-sha256": "0",
        authorization: `AWS4-HMAC-SHA256 Credential=A/20260203/us-east-1/es/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
      },
      body: bulk,
    },
    403,
  ],
])("refuses as the vendor would, and keeps nothing: %s", async (_what, options, sent, status) => {
  await open(options, options === qradar || options === aoss ? [] : undefined);

  expect((await send(sent)).status).toBe(status);
  expect(standIn.arrivals.counts.events).toBe(0);
});

test("gives a token for the right client only, and takes events with that token only", async () => {
  const secret = JSON.stringify({ tenantId: "t", clientId: "c", clientSecret: "right" });
  const options = { type: "sentinel", ruleId: `dcr-${"0".repeat(32)}`, secretArn: ARN };
  await open(options, [secret]);
  const form = (client_secret: string) =>
    new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "c",
      client_secret,
      scope: "https://monitor.azure.com/.default",
    }).toString();
  const path = "/t/oauth2/v2.0/token";
  const wrong = await send({ path, body: form("wrong") });
  const right = await send({ path, body: form("right") });
  const { access_token } = JSON.parse(right.text);
  const rows = `/dataCollectionRules/dcr-${"0".repeat(32)}/streams/Custom-AWSCloudTrail?api-version=2023-01-01`;
  const body = '[{"TimeGenerated":"2026-02-03T04:05:06Z","AwsEventId":"a"}]';
  const statuses = [];
  for (const token of ["right", access_token])
    statuses.push((await send({ path: rows, headers: { authorization: `Bearer ${token}` }, body })).status);

  expect([wrong.status, right.status]).toEqual([401, 200]);
  expect(statuses).toEqual([401, 204]);
  expect(standIn.arrivals.counts).toEqual({ events: 1, distinct: 1, duplicates: 0 });
});
