import fc from "fast-check";
import { rawRecord } from "../../support/cloudtrail/corpus.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { fixture, normalized } from "../fixtures.ts";
import { visible } from "../visible.ts";
import { parseCef } from "./parse-cef.ts";

const odd = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom(
    "a=b",
    "a|b\\c",
    "x y=z",
    "line\nbreak\r\n",
    "\\n",
    "a\\",
    " lead",
    "trail ",
    "suser=root",
    "\u2028\u0000",
  ),
);

test("what goes in comes out of a CEF reader", () => {
  const fields = fc.record({
    eventID: odd,
    eventName: odd,
    eventSource: odd,
    eventVersion: odd,
    errorCode: odd,
    errorMessage: odd,
    userAgent: odd,
    awsRegion: odd,
    recipientAccountId: odd,
    eventCategory: odd,
    userIdentity: fc.record({ userName: odd, arn: odd, principalId: odd, type: odd, accessKeyId: odd }),
    requestParameters: fc.record({ userName: odd, key: odd }),
  });
  fc.assert(
    fc.property(fields, (value) => {
      fc.pre(value.userIdentity.type !== "Root");
      const { header, extension } = parseCef(
        normalized({ type: "cef", maxPayloadCharacters: 1_000_000 }, rawRecord(value)),
      );

      const inHeader = (text: string) => visible(text).replace(/[\r\n]+/g, " ");
      expect(header).toEqual([
        "CEF:0",
        "Amazon Web Services",
        "CloudTrail",
        inHeader(value.eventVersion),
        inHeader(`${value.eventSource}:${value.eventName}`),
        inHeader(value.eventName),
        expect.stringMatching(/^[357]$/),
      ]);
      expect(extension).toEqual({
        externalId: visible(value.eventID),
        act: visible(value.eventName),
        destinationServiceName: visible(value.eventSource),
        deviceExternalId: visible(value.recipientAccountId),
        cs2: visible(value.awsRegion),
        cs2Label: "awsRegion",
        outcome: "failure",
        reason: visible(value.errorCode),
        suser: visible(value.userIdentity.userName),
        cs1: visible(value.userIdentity.arn),
        cs1Label: "userIdentity.arn",
        cs3: visible(value.userIdentity.type),
        cs3Label: "userIdentity.type",
        suid: visible(value.userIdentity.principalId),
        cs5: visible(value.userIdentity.accessKeyId),
        cs5Label: "userIdentity.accessKeyId",
        duser: visible(value.requestParameters.userName),
        requestClientApplication: visible(value.userAgent),
        msg: visible(value.errorMessage),
        cat: visible(value.eventCategory),
        cs4: visible(JSON.stringify(value.requestParameters)),
        cs4Label: "requestParameters",
      });
    }),
    { numRuns: 200 },
  );
});

test("odd records have seven header fields and keys that CEF allows", () => {
  fc.assert(
    fc.property(oddRecord, (value) => {
      const { header, extension } = parseCef(normalized("cef", rawRecord(value)));

      expect(header).toHaveLength(7);
      expect(Number(header[6])).toBeGreaterThanOrEqual(0);
      expect(Object.keys(extension)).toContain("suser");
      expect(Object.values(extension)).not.toContain("");
    }),
    { numRuns: 100 },
  );
});

test.each([
  ["203.0.113.7", { src: "203.0.113.7" }],
  ["2001:db8::1", { src: "2001:db8::1", c6a2: "2001:db8::1", c6a2Label: "Source IPv6 Address" }],
  ["AWS Internal", { sourceServiceName: "AWS Internal" }],
  ["08.1.250.216", { sourceServiceName: "08.1.250.216" }],
])("source address %s", (sourceIPAddress, expected) => {
  const { extension } = parseCef(normalized("cef", rawRecord({ sourceIPAddress })));

  expect(extension).toEqual({ outcome: "success", suser: "unknown", ...expected });
});

test.each([
  [{}, "3"],
  [{ errorCode: "ThrottlingException" }, "5"],
  [{ errorMessage: "no code" }, "5"],
  [{ errorCode: "AccessDenied" }, "7"],
  [{ errorCode: "Client.UnauthorizedOperation" }, "7"],
  [{ userIdentity: { type: "Root" } }, "8"],
  [{ eventName: "ConsoleLogin", responseElements: { ConsoleLogin: "Failure" } }, "8"],
  [{ eventName: "ConsoleLogin", responseElements: { ConsoleLogin: "Success" } }, "3"],
  [
    { eventName: "SwitchRole", eventType: "AwsConsoleSignIn", responseElements: { SwitchRole: "Failure" } },
    "5",
  ],
  [{ eventName: "CredentialVerification", serviceEventDetails: { CredentialVerification: "Failure" } }, "5"],
])("severity of %j is %s", (value, severity) => {
  expect(parseCef(normalized("cef", rawRecord(value))).header[6]).toBe(severity);
});

test("long request parameters are cut where a character ends, and say so", () => {
  const record = rawRecord({ requestParameters: { key: "🔒🔒🔒🔒" } });
  const cs4 = (maxPayloadCharacters: number) =>
    parseCef(normalized({ type: "cef", maxPayloadCharacters }, record)).extension.cs4;

  expect(cs4(4_000)).toBe('{"key":"🔒🔒🔒🔒"}');
  expect(cs4(10)).toBe('{"key":"🔒…');
  expect(cs4(11)).toBe('{"key":"🔒…');
  expect(cs4(0)).toBeUndefined();
});

test("provenance and raw come as keys of their own, on request", () => {
  const record = fixture("policy-denied-with-line-breaks");
  const { extension } = parseCef(normalized({ type: "cef", provenance: true, includeRaw: true }, record));

  expect(extension).toMatchObject({
    ctfBucket: "example-trail",
    ctfOrdinal: "4",
    ctfOrganization: "o-exampleorg",
  });
  expect(extension.rawEvent).toBe(visible(record.bytes.toString()));
  expect(normalized("cef", record)).not.toContain("ctf");
});
