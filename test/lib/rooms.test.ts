import { z } from "zod";
import { forwarderConfig, pipelinesOf } from "../../lambda/contract/config.ts";
import { encodePipeline, readEnvironment } from "../../lambda/contract/environment.ts";
import type { Template } from "../../lib/synth.ts";
import { nagFindings } from "./support/nag.ts";
import { policiesOf } from "./support/policies.ts";
import { ONE_DESTINATION, synthesized } from "./support/synthesized.ts";

const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:redact-AbCdEf";
const KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const DIRECTORY = "arn:aws:ssm:eu-central-1:111122223333:parameter/org/accounts";

const ROOMS = {
  ...ONE_DESTINATION,
  redact: {
    rules: [{ name: "people", paths: ["**.emailAddress"], action: "hash" }],
    hashKeySecretArn: SECRET,
  },
  enrich: {
    accounts: DIRECTORY,
    geoip: { city: "s3://example-data/geo/City.mmdb", asn: "s3://example-data/geo/ASN.mmdb" },
    keyArns: [KEY],
  },
};

/** A filter of about this many bytes; its rules differ, so that they do not compress to nothing. */
function longFilter(rules: number) {
  return {
    rules: Array.from({ length: rules }, (_, index) => ({
      name: `rule-${index}`,
      action: "drop",
      when: {
        eventSource: [`service-${index * 7919}.amazonaws.com`],
        eventName: [{ prefix: `Describe${index}` }],
      },
    })),
  };
}

function resourcesOf(template: Template, type: string) {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

function environmentOf(template: Template): Record<string, unknown> {
  const [[, fn] = ["", undefined]] = resourcesOf(template, "AWS::Lambda::Function");
  return z
    .object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) })
    .parse(fn?.Properties).Environment.Variables;
}

const parameterOf = (template: Template) => {
  const [[id, parameter] = ["", undefined]] = resourcesOf(template, "AWS::SSM::Parameter");
  const { Name, Value, Tier } = z
    .object({ Name: z.string(), Value: z.string(), Tier: z.string() })
    .parse(parameter?.Properties);
  return { id, name: Name, value: Value, tier: Tier };
};

/** What the function would make of a template's environment. */
const readBack = (template: Template) => {
  const { FORWARDER_PIPELINE, FORWARDER_PIPELINE_PARAMETER } = environmentOf(template);
  const env = {
    FORWARDER_PIPELINE: FORWARDER_PIPELINE as string | undefined,
    FORWARDER_PIPELINE_PARAMETER: FORWARDER_PIPELINE_PARAMETER as string | undefined,
    FORWARDER_LOG_BUCKETS: "logs",
    FORWARDER_REJECT_BUCKET: "rejects",
  };
  return readEnvironment(env, async (name) =>
    name === parameterOf(template).name ? parameterOf(template).value : "",
  );
};

const functionRole = (template: Template) =>
  [...policiesOf(template)].find(([name]) => /^ForwardermainRole\w+\/Forward$/.test(name))?.[1] ?? [];

describe("a short pipeline", () => {
  const { template } = synthesized(ROOMS);

  it("travels in the environment, and no parameter is made", async () => {
    expect(resourcesOf(template, "AWS::SSM::Parameter")).toEqual([]);
    const { pipeline } = await readBack(template);
    expect(pipeline).toEqual(pipelinesOf(forwarderConfig.parse(ROOMS))[0]);
  });

  it("grants exactly the key, the files and the parameter it names", () => {
    const statements = functionRole(template).filter(({ Sid }) =>
      /Redaction|Enrichment|Pipeline/.test(Sid ?? ""),
    );
    expect(statements).toEqual([
      { Sid: "ReadRedactionKey", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET },
      {
        Sid: "ReadEnrichmentFiles",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: [
          "arn:<AWS::Partition>:s3:::example-data/geo/ASN.mmdb",
          "arn:<AWS::Partition>:s3:::example-data/geo/City.mmdb",
        ],
      },
      { Sid: "ReadEnrichmentParameters", Effect: "Allow", Action: "ssm:GetParameter", Resource: DIRECTORY },
      { Sid: "DecryptEnrichmentFiles", Effect: "Allow", Action: "kms:Decrypt", Resource: KEY },
    ]);
    expect(nagFindings(ROOMS)).toBe("");
  });
});

describe("a filter that is too long for the environment", () => {
  const forwarder = { ...ONE_DESTINATION, filter: longFilter(35) };
  const { template } = synthesized(forwarder);

  it("travels in a parameter that the function alone may read", async () => {
    const { id, name, tier } = parameterOf(template);
    expect(tier).toBe("Advanced");
    expect(environmentOf(template)).toMatchObject({ FORWARDER_PIPELINE_PARAMETER: name });
    expect(environmentOf(template)).not.toHaveProperty("FORWARDER_PIPELINE");
    const { pipeline } = await readBack(template);
    expect(pipeline.filter?.rules).toHaveLength(35);
    expect(pipeline).toEqual(pipelinesOf(forwarderConfig.parse(forwarder))[0]);
    expect(functionRole(template)).toContainEqual({
      Sid: "ReadPipeline",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: `arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter${name}`,
    });
    // The function must not start before its configuration exists.
    const [[, fn] = ["", undefined]] = resourcesOf(template, "AWS::Lambda::Function");
    expect(fn?.DependsOn).toContain(id);
    expect(nagFindings(forwarder)).toBe("");
  });

  it("is another parameter when it says something else, so that no running function reads what is not its own", () => {
    const other = synthesized({ ...ONE_DESTINATION, filter: longFilter(36) }).template;
    expect(parameterOf(other).name).not.toBe(parameterOf(template).name);
    expect(parameterOf(synthesized(forwarder).template).name).toBe(parameterOf(template).name);
  });

  it("is compressed when it is too long for a parameter as well", async () => {
    const long = { ...ONE_DESTINATION, filter: longFilter(200) };
    const compressed = synthesized(long).template;
    expect(parameterOf(compressed).value).toMatch(/^gzip:/);
    expect(parameterOf(compressed).value.length).toBeLessThanOrEqual(8192);
    expect((await readBack(compressed)).pipeline).toEqual(pipelinesOf(forwarderConfig.parse(long))[0]);
  });
});

test("the guard list that everybody has does not travel", () => {
  const [pipeline] = pipelinesOf(forwarderConfig.parse({ ...ONE_DESTINATION, filter: longFilter(1) }));
  if (!pipeline) throw new Error("no pipeline");
  expect(encodePipeline(pipeline)).not.toContain("StopLogging");
  const [own] = pipelinesOf(
    forwarderConfig.parse({ ...ONE_DESTINATION, filter: { ...longFilter(1), guard: {} } }),
  );
  if (!own) throw new Error("no pipeline");
  expect(encodePipeline(own)).toContain('"guard":{}');
});

test("a destination's own rooms replace those of the top level", () => {
  const { main } = ONE_DESTINATION.destinations;
  const own = { otherwise: "drop" };
  const config = forwarderConfig.parse({
    destinations: { one: { ...main, filter: own, redact: {} }, two: main },
    filter: longFilter(1),
    redact: { presets: ["credentials"] },
  });
  const [one, two] = pipelinesOf(config);
  expect(one?.filter).toMatchObject({ rules: [], otherwise: "drop" });
  expect(one?.redact?.presets).toEqual([]);
  expect(two?.filter?.rules).toHaveLength(1);
  expect(two?.redact?.presets).toEqual(["credentials"]);
  expect(one?.destination).toEqual(two?.destination);
});

test("a parameter that is gone is reported by its name", async () => {
  const env = { FORWARDER_PIPELINE_PARAMETER: "/stack/main/pipeline-1" };
  await expect(readEnvironment(env, async () => undefined)).rejects.toThrow("/stack/main/pipeline-1");
});
