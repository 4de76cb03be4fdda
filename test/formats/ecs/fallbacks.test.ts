import { describe, expect, test } from "@jest/globals";
import { createFormat, formatField } from "../../../lambda/formats/registry.ts";
import type { RecordSource } from "../../../lambda/types.ts";
import { rawRecord } from "../../support/cloudtrail/corpus.ts";

const ecs = createFormat(formatField().parse("ecs"));
const documentOf = (value: Record<string, unknown>, source: Partial<RecordSource> = {}) =>
  JSON.parse(String(ecs.normalize(rawRecord(value), { bucket: "logs", key: "file.json.gz", ...source })));

describe("a record without a time that can be read has a timestamp all the same", () => {
  const key =
    "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/03/111122223333_CloudTrail_eu-west-1_20260203T0410Z_a.json.gz";
  const receivedMs = Date.parse("2026-02-03T04:12:00Z");

  test("the minute in the name of its log file", () => {
    expect(documentOf({ eventTime: "yesterday" }, { key, receivedMs })["@timestamp"]).toBe(
      "2026-02-03T04:10:00.000Z",
    );
  });

  test("else when the log file arrived", () => {
    expect(documentOf({}, { receivedMs })["@timestamp"]).toBe("2026-02-03T04:12:00.000Z");
  });

  test("none, when nobody knows", () => {
    expect(documentOf({})["@timestamp"]).toBeUndefined();
  });
});

test("a field of tlsDetails that holds its own name says nothing, and hides nothing beside it", () => {
  const clientProvidedHostHeader = "vpce-1a2b.example.com";
  const { tls, related } = documentOf({
    tlsDetails: { tlsVersion: "tlsVersion", cipherSuite: "cipherSuite", clientProvidedHostHeader },
  });

  expect(tls).toEqual({ client: { server_name: clientProvidedHostHeader } });
  expect(related.hosts).toEqual([clientProvidedHostHeader]);
});
