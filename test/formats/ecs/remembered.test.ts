import { rawRecord } from "../../support/cloudtrail/corpus.ts";
import { normalized } from "../fixtures.ts";

const documentOf = (value: object, options: unknown = "ecs") =>
  JSON.parse(normalized(options, rawRecord({ ...value })));

describe("parts that are remembered by their texts come out right", () => {
  test("for one server with several TLS versions and ciphers", () => {
    const hello = (tlsVersion?: string, cipherSuite?: string) =>
      documentOf({ tlsDetails: { tlsVersion, cipherSuite, clientProvidedHostHeader: "a.example.com" } });
    const client = { server_name: "a.example.com" };

    for (let round = 0; round < 2; round++) {
      expect(hello("TLSv1.3", "A").tls).toEqual({
        version: "1.3",
        version_protocol: "tls",
        cipher: "A",
        client,
      });
      expect(hello("TLSv1.2", "A").tls).toEqual({
        version: "1.2",
        version_protocol: "tls",
        cipher: "A",
        client,
      });
      expect(hello("TLSv1.2", "B").tls).toMatchObject({ cipher: "B" });
      expect(hello("odd").tls).toEqual({ version: "odd", client });
      expect(hello().tls).toEqual({ client });
      expect(hello("TLSv1.3", "A").related.hosts).toEqual(["a.example.com"]);
    }
    expect(documentOf({ tlsDetails: { tlsVersion: "TLSv1.2" } }).tls).toEqual({
      version: "1.2",
      version_protocol: "tls",
    });
    expect(documentOf({ tlsDetails: { clientProvidedHostHeader: "s3.amazonaws.com" } }).related).toBe(
      undefined,
    );
  });

  test("for one event name with several outcomes, and in both tables", () => {
    const event = (value: object, categories?: string) =>
      documentOf({ eventName: "RunInstances", ...value }, { type: "ecs", categories }).event;

    for (let round = 0; round < 2; round++) {
      expect(event({})).toMatchObject({ type: ["info"], outcome: "success" });
      expect(event({ errorCode: "x" })).toMatchObject({ type: ["info"], outcome: "failure" });
      expect(event({ eventCategory: "Aggregated" })).toMatchObject({ outcome: "unknown" });
      expect(event({}, "extended")).toMatchObject({ category: ["api"], type: ["creation"] });
    }
  });

  test("for more addresses, user agents, hosts and times than are remembered", () => {
    for (let index = 0; index < 2_500; index++) {
      const seconds = new Date(index * 1_000).toISOString();
      const { source, user_agent, cloud, ...document } = documentOf({
        sourceIPAddress: `host-${index}`,
        userAgent: `tool/${index}`,
        eventSource: `s${index}.amazonaws.com`,
        eventTime: seconds,
      });

      expect({ source, user_agent, service: cloud.service, time: document["@timestamp"] }).toEqual({
        source: { address: `host-${index}` },
        user_agent: { original: `tool/${index}`, name: "tool", version: String(index) },
        service: { name: `s${index}` },
        time: seconds,
      });
    }
  });

  test("for a user agent that is parsed by one format and not by the other", () => {
    const record = { userAgent: "aws-cli/2.30.0" };

    expect(documentOf(record).user_agent.name).toBe("aws-cli");
    expect(documentOf(record, { type: "ecs", userAgent: "original" }).user_agent).toEqual({
      original: "aws-cli/2.30.0",
    });
    expect(documentOf(record).user_agent.version).toBe("2.30.0");
  });
});

test("resources that repeat each other are written once, what is empty is not written", () => {
  const bucket = { ARN: "arn:aws:s3:::b", type: "AWS::S3::Bucket" };
  const resources = [bucket, { ARN: "arn:aws:s3:::b/k" }, { ...bucket }, { ARN: "-" }, {}];

  expect(documentOf({ resources }).aws.cloudtrail.resources).toEqual([
    { arn: "arn:aws:s3:::b", type: "AWS::S3::Bucket" },
    { arn: "arn:aws:s3:::b/k" },
  ]);
  expect(documentOf({ resources: [{}, { ARN: "" }] }).aws.cloudtrail).toEqual({});
  expect(documentOf({ resources: [bucket, "x"] }).aws.cloudtrail).toEqual({
    resources_text: JSON.stringify([bucket, "x"]),
  });
});
