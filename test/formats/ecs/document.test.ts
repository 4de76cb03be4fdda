import fc from "fast-check";
import { corpora, rawRecord, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { leavesOf, lostLeaves } from "../../support/cloudtrail/leaves.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { fixture, normalized, SOURCE } from "../fixtures.ts";

type Document = Record<string, Record<string, unknown>>;

function documentOf(options: unknown, name: string, source = SOURCE): Document {
  return JSON.parse(normalized(options, fixture(name), source));
}

/** Values that are written in another form, and what Elastic takes for no value. */
const REWRITTEN = /\.(eventTime|creationDate|windowStart|windowEnd|tlsVersion)$/;

function lostOf(record: unknown, text: string): string[] {
  return lostLeaves(record, JSON.parse(text))
    .filter(({ path, value }) => !REWRITTEN.test(path) && value !== "-" && value !== "none")
    .map(({ path, value }) => `${path} = ${value}`);
}

describe("nothing of a record is lost", () => {
  test.each(corpora)("in the %s records", (name) => {
    const placeholder = new Set(["tlsVersion", "cipherSuite", "clientProvidedHostHeader"]);
    const lost = readCorpus(name).flatMap(({ record }) => lostOf(record.value, normalized("ecs", record)));

    expect(lost.filter((leaf) => !placeholder.has(leaf.split(" = ")[1] ?? ""))).toEqual([]);
  });

  test("in odd records", () => {
    fc.assert(
      fc.property(oddRecord, (value) => {
        expect(lostOf(value, normalized("ecs", rawRecord(value)))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("times and TLS versions are there in their new form", () => {
    const { aws, tls, ...core } = documentOf("ecs", "role-session-terminates-instances");
    const leaves = leavesOf({ aws, core }).map(({ value }) => value);

    expect(leaves).toContain("2026-02-03T04:05:06.000Z");
    expect(leaves).toContain("2026-02-03T04:00:00.000Z");
    expect(tls).toMatchObject({ version_protocol: "tls", version: "1.3" });
  });
});

describe("payloads", () => {
  const parameters = { big: "x".repeat(40_000) };
  const large = rawRecord({
    eventName: "PutBlob",
    requestParameters: parameters,
    responseElements: { a: "" },
  });

  test("a payload that Lucene cannot hold as one term is kept as text only", () => {
    const { aws } = JSON.parse(normalized("ecs", large));

    expect(JSON.parse(aws.cloudtrail.request_parameters)).toEqual(parameters);
    expect(aws.cloudtrail.flattened).toBeUndefined();
    expect(JSON.parse(normalized({ type: "ecs", payloads: "flattened" }, large)).aws.cloudtrail).toEqual({
      request_parameters: JSON.stringify(parameters),
    });
  });

  test("the text is complete, the object has no empty values", () => {
    const { cloudtrail } = documentOf("ecs", "policy-denied-with-line-breaks").aws as Document;
    const text = JSON.parse(String(cloudtrail?.request_parameters));

    expect(text).toEqual(fixture("policy-denied-with-line-breaks").value.requestParameters);
    expect(Object.keys(Object(Object(cloudtrail?.flattened).request_parameters))).not.toContain("x-amz-acl");
  });

  test.each([
    ["text", ["request_parameters", "response_elements"], undefined],
    ["flattened", [], ["request_parameters", "response_elements"]],
    ["both", ["request_parameters", "response_elements"], ["request_parameters", "response_elements"]],
  ])("%s", (payloads, texts, objects) => {
    const { cloudtrail } = documentOf({ type: "ecs", payloads }, "role-session-terminates-instances")
      .aws as Document;

    expect(Object.keys(Object(cloudtrail)).filter((name) => /_(parameters|elements)$/.test(name))).toEqual(
      texts,
    );
    expect(cloudtrail?.flattened && Object.keys(cloudtrail.flattened)).toEqual(objects);
  });
});

describe("who acted", () => {
  test("user.id is the role's ARN, or the principal id on request", () => {
    const name = "role-session-terminates-instances";

    expect(documentOf("ecs", name).user?.id).toBe("arn:aws:iam::111122223333:role/team/Admin");
    expect(documentOf({ type: "ecs", userId: "principal" }, name).user?.id).toBe(
      "AROAEXAMPLEAAAAAAAAA:ana@example.com",
    );
  });

  test("an own name that the role's name displaces is kept", () => {
    const userIdentity = {
      type: "AssumedRole",
      userName: "own",
      sessionContext: { sessionIssuer: { userName: "Role" } },
    };
    const { user, aws } = JSON.parse(normalized("ecs", rawRecord({ userIdentity })));

    expect(user.name).toBe("Role");
    expect(aws.cloudtrail.user_identity.user_name).toBe("own");
  });
});

test("the exact record is in event.original on request only", () => {
  const record = fixture("fields-of-tomorrow");
  const original = record.bytes.toString();

  expect(JSON.parse(normalized({ type: "ecs", original: true }, record)).event.original).toBe(original);
  expect(JSON.parse(normalized({ type: "ecs", includeRaw: true }, record)).event.original).toBe(original);
  expect(JSON.parse(normalized("ecs", record)).event.original).toBeUndefined();
});

test("arrival is event.created, and stands in for an event time that is none", () => {
  const source = { ...SOURCE, receivedMs: Date.UTC(2026, 1, 3, 4, 10) };
  const document = documentOf("ecs", "fields-of-tomorrow", source);

  expect(document["@timestamp"]).toBe("2026-02-03T04:10:00.000Z");
  expect(document.event?.created).toBe("2026-02-03T04:10:00.000Z");
  expect(documentOf("ecs", "root-creates-user", source)["@timestamp"]).toBe("2026-02-28T23:59:59.000Z");
});
