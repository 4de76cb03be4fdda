import { createPublicKey, createVerify, generateKeyPairSync } from "node:crypto";
import {
  type Answer,
  type ReceivedRequest,
  SECRET_ARN,
  type VendorProtocol,
  type VendorState,
} from "../protocol.ts";
import { array, inHeader, jsonLines, object, storedRecord, without, withParsedPayloads } from "./parsing.ts";

const datadog: VendorProtocol = {
  type: "datadog",
  options: (url) => ({ endpoint: url, secretArn: SECRET_ARN, tags: { env: "test" } }),
  path: "/api/v2/logs",
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: inHeader("dd-api-key"),
  unauthorized: { status: 403 },
  maxEvents: 1_000,
  read: (body) =>
    array(JSON.parse(body)).map((log) => {
      const { ddsource, ddtags, service } = object(log);
      if (ddsource !== "cloudtrail" || service !== "cloudtrail") throw new Error("no source or service");
      if (!/^aws_account:\d{12},region:[a-z0-9-]+,forwarder:[^,]+,env:test$/.test(String(ddtags)))
        throw new Error(`tags ${ddtags}`);
      return storedRecord(without(log, "ddsource", "ddsourcecategory", "service", "host", "ddtags", "aws"));
    }),
  success: { status: 202, body: "{}" },
  statuses: { retried: [408, 429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
  falseSuccesses: [{ status: 203, body: "<html>" }],
};

/** Token endpoint and ingestion endpoint; a token is good for the app secret it was given for. */
const sentinel: VendorProtocol = {
  type: "sentinel",
  options: (url) => ({
    endpoint: url,
    loginUrl: url,
    ruleId: `dcr-${"0".repeat(32)}`,
    secretArn: SECRET_ARN,
  }),
  secret: (credential) =>
    JSON.stringify({ tenantId: "tenant-1", clientId: "app-1", clientSecret: credential }),
  path: `/dataCollectionRules/dcr-${"0".repeat(32)}/streams/Custom-AWSCloudTrail`,
  query: { "api-version": "2023-01-01" },
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: inHeader("authorization", "Bearer token-for-"),
  maxEvents: 100_000,
  beside: (request, state) => {
    if (request.path !== "/tenant-1/oauth2/v2.0/token") return undefined;
    const form = new URLSearchParams(request.body.toString());
    const isRight =
      form.get("grant_type") === "client_credentials" &&
      form.get("client_id") === "app-1" &&
      form.get("scope") === "https://monitor.azure.com/.default" &&
      form.get("client_secret") === state.credential;
    if (!isRight) return { status: 401, body: '{"error":"invalid_client"}' };
    return {
      status: 200,
      body: JSON.stringify({
        token_type: "Bearer",
        expires_in: 3599,
        access_token: `token-for-${state.credential}`,
      }),
    };
  },
  read: (body) =>
    array(JSON.parse(body)).map((row) => {
      const columns = object(row);
      for (const [name, value] of Object.entries(columns))
        if (typeof value === "object") throw new Error(`${name} is no scalar`);
      for (const name of ["RequestParameters", "ResponseElements", "AdditionalEventData", "Resources"])
        if (columns[name] !== undefined) JSON.parse(String(columns[name]));
      if (typeof columns.TimeGenerated !== "string") throw new Error("no TimeGenerated");
      return { id: String(columns.AwsEventId ?? leftover(columns).eventId) };
    }),
  success: { status: 204 },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
};

/** What has no column stands below `cloudtrail` in the additional data. */
function leftover({ AdditionalEventData }: Readonly<Record<string, unknown>>) {
  return object(object(JSON.parse(String(AdditionalEventData))).cloudtrail);
}

const serviceAccount = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = createPublicKey(serviceAccount.publicKey.export({ type: "spki", format: "pem" }));

const secops: VendorProtocol = {
  type: "secops",
  options: (url) => ({
    endpoint: url,
    tokenUrl: `${url}/token`,
    project: "example-project",
    instance: "00000000-0000-0000-0000-000000000001",
    forwarder: "00000000-0000-0000-0000-000000000002",
    secretArn: SECRET_ARN,
  }),
  // The key's id stands in for the credential here: the key itself is the same.
  secret: (credential) =>
    JSON.stringify({
      client_email: `${credential}@example-project.iam.gserviceaccount.com`,
      token_uri: "https://oauth2.googleapis.com/token",
      private_key: serviceAccount.privateKey.export({ type: "pkcs8", format: "pem" }),
    }),
  path: "/v1/projects/example-project/locations/us/instances/00000000-0000-0000-0000-000000000001/logTypes/AWS_CLOUDTRAIL/logs:import",
  contentType: "application/json",
  encodings: [undefined],
  isAuthorized: inHeader("authorization", "Bearer token-for-"),
  maxEvents: 10_000,
  beside: (request, state) => (request.path === "/token" ? googleToken(request, state) : undefined),
  read: (body) => {
    const { forwarder, logs } = object(object(JSON.parse(body)).inlineSource);
    if (!String(forwarder).endsWith("/forwarders/00000000-0000-0000-0000-000000000002"))
      throw new Error("no forwarder");
    return array(logs).map((log) => {
      const { data, logEntryTime, collectionTime } = object(log);
      const [entryMs, collectedMs] = [logEntryTime, collectionTime].map((time) => Date.parse(String(time)));
      // Required, both of them, and in this order.
      if (!((entryMs ?? Number.NaN) < (collectedMs ?? Number.NaN)))
        throw new Error("collectionTime must be after logEntryTime");
      return storedRecord(JSON.parse(Buffer.from(String(data), "base64").toString("utf8")));
    });
  },
  success: { status: 200, body: "{}" },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
};

function googleToken({ body }: ReceivedRequest, state: VendorState): Answer {
  const assertion = new URLSearchParams(body.toString()).get("assertion") ?? "";
  const [header = "", claims = "", signature = ""] = assertion.split(".");
  const isSigned = createVerify("RSA-SHA256")
    .update(`${header}.${claims}`)
    .verify(publicKey, Buffer.from(signature, "base64url"));
  const { iss, aud, iat, exp, scope } = object(JSON.parse(Buffer.from(claims, "base64url").toString()));
  const isRight =
    isSigned &&
    iss === `${state.credential}@example-project.iam.gserviceaccount.com` &&
    aud === "https://oauth2.googleapis.com/token" &&
    Number(exp) - Number(iat) <= 3600 &&
    String(scope).includes("cloud-platform");
  if (!isRight) return { status: 400, body: '{"error":"invalid_grant"}' };
  return {
    status: 200,
    body: JSON.stringify({ access_token: `token-for-${state.credential}`, expires_in: 3600 }),
  };
}

const sumologic: VendorProtocol = {
  type: "sumologic",
  options: () => ({ urlSecretArn: SECRET_ARN, fields: { env: "test" } }),
  secret: (credential, url) => JSON.stringify({ url: `${url}/receiver/v1/http?code=${credential}` }),
  path: "/receiver/v1/http",
  headers: { "x-sumo-category": "aws/cloudtrail", "x-sumo-fields": "env=test" },
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: ({ query }, { credential }) => query.get("code") === credential,
  maxEvents: 100_000,
  read: (body) => jsonLines(body).map(storedRecord),
  success: { status: 200 },
  statuses: { retried: [408, 429, 503, 504], auth: [401], config: [404], refused: [400] },
};

const newrelic: VendorProtocol = {
  type: "newrelic",
  options: (url) => ({ endpoint: url, secretArn: SECRET_ARN }),
  path: "/log/v1",
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: inHeader("api-key"),
  unauthorized: { status: 403 },
  maxEvents: 100_000,
  read: (body) =>
    array(JSON.parse(body)).flatMap((block) => {
      if (object(object(object(block).common).attributes).logtype !== "cloudtrail")
        throw new Error("no logtype");
      return array(object(block).logs).map((log) => {
        const { timestamp, message } = object(log);
        if (!Number.isInteger(timestamp)) throw new Error("timestamp in ms");
        return storedRecord(withParsedPayloads(JSON.parse(String(message))));
      });
    }),
  success: { status: 202, body: '{"requestId":"x"}' },
  statuses: { retried: [408, 429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
};

const coralogix: VendorProtocol = {
  type: "coralogix",
  options: (url) => ({ endpoint: url, secretArn: SECRET_ARN }),
  path: "/logs/v1/singles",
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: inHeader("authorization", "Bearer "),
  maxEvents: 100_000,
  read: (body) =>
    array(JSON.parse(body)).map((log) => {
      const { applicationName, subsystemName, severity, timestamp, text } = object(log);
      if (applicationName !== "aws" || subsystemName !== "cloudtrail") throw new Error("no names");
      if (![3, 5].includes(Number(severity)) || !Number.isInteger(timestamp))
        throw new Error("severity, timestamp");
      return storedRecord(text);
    }),
  success: { status: 200 },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
};

export const cloudLogVendors = [datadog, sentinel, secops, sumologic, newrelic, coralogix];
