import { nagFindings } from "./support/nag.ts";
import { ONE_DESTINATION, synthesized, templateOf } from "./support/synthesized.ts";

const source = { notifications: "sns", verifySnsSignature: true };

describe("with verifySnsSignature", () => {
  const template = templateOf({ ...ONE_DESTINATION, source });

  it("messages keep their envelope, signed with SHA-256, and the function knows the topic", () => {
    template.hasResourceProperties("AWS::SNS::Subscription", { RawMessageDelivery: false });
    template.hasResourceProperties("AWS::SNS::Topic", { SignatureVersion: "2" });
    const [topic] = Object.keys(template.findResources("AWS::SNS::Topic"));
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FORWARDER_TOPIC_ARN: { Ref: topic } } },
    });
    expect(nagFindings({ ...ONE_DESTINATION, source })).toBe("");
  });

  it("an existing topic is known by its ARN", () => {
    const topicArn = "arn:aws:sns:eu-central-1:111122223333:trail";
    templateOf({
      ...ONE_DESTINATION,
      source: {
        ...source,
        mode: "adopt",
        bucketName: "logs-of-ours",
        notifications: "cloudtrail-sns",
        topicArn,
      },
    }).hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FORWARDER_TOPIC_ARN: topicArn } },
    });
  });

  it("a route without a topic is refused", () => {
    expect(() => synthesized({ ...ONE_DESTINATION, source: { verifySnsSignature: true } })).toThrow(
      /^forwarder\.source\.verifySnsSignature: expected false, or source\.notifications "sns" or "cloudtrail-sns"/,
    );
  });
});

it("without it messages come raw, from a topic that is as it was", () => {
  const template = templateOf({ ...ONE_DESTINATION, source: { notifications: "sns" } });
  template.hasResourceProperties("AWS::SNS::Subscription", { RawMessageDelivery: true });
  const [topic] = Object.values(template.findResources("AWS::SNS::Topic"));
  expect(topic?.Properties).toBeUndefined();
});

describe("tenants of organizational units", () => {
  const tenants = { europe: { organizationalUnits: ["prod/eu"] } };

  it("need the directory that says which accounts these are", () => {
    expect(() => synthesized({ ...ONE_DESTINATION, source: { tenants } })).toThrow(
      /^forwarder\.enrich\.accounts: expected the account directory, because the tenant "europe"/,
    );
    expect(() =>
      synthesized({
        ...ONE_DESTINATION,
        source: { tenants },
        enrich: { accounts: "s3://example-data/accounts.json" },
      }),
    ).not.toThrow();
  });
});
