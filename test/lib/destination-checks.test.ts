import { forwarderConfig } from "../../lambda/contract/config.ts";
import { checkDestinations } from "../../lib/destination-checks.ts";

const mirrorTo = (bucket: string, prefix: string, source: object) =>
  checkDestinations(
    forwarderConfig.parse({
      source,
      destinations: { main: { type: "s3-mirror", bucketArn: `arn:aws:s3:::${bucket}`, prefix } },
    }),
  );

const adopt = (prefix = "") => ({ mode: "adopt", bucketName: "org-trail", prefix });

describe("a mirror", () => {
  it("into the very place that log files are read from is refused, and the message says which", () => {
    const [found, ...more] = mirrorTo("org-trail", "", adopt());
    expect(more).toEqual([]);
    expect(found).toContain("destinations.main.bucketArn");
    expect(found).toContain("s3://org-trail/AWSLogs/");
  });

  it.each([
    ["another bucket", "siem-mirror", "", adopt()],
    ["another prefix of the same bucket", "org-trail", "mirror", adopt()],
    ["the root beside a prefix that is read", "org-trail", "", adopt("trails")],
    ["another bucket than the created one", "siem-mirror", "", { mode: "create" }],
  ])("into %s is fine", (_name, bucket, prefix, source) => {
    expect(mirrorTo(bucket, prefix, source)).toEqual([]);
  });

  it("into the bucket that the stack itself creates is refused, under its given and its generated name", () => {
    expect(mirrorTo("my-trail", "", { mode: "create", bucketName: "my-trail" })).toHaveLength(1);
    const generated = "cloudtrailforwarder-logs-111122223333-eu-central-1";
    expect(mirrorTo(generated, "", { mode: "create" })).toHaveLength(1);
  });
});

test("a destination that writes no objects has nothing to check", () => {
  const config = forwarderConfig.parse({
    source: adopt(),
    destinations: { main: { type: "https", url: "https://siem.example.com/ingest" } },
  });
  expect(checkDestinations(config)).toEqual([]);
});
