import { overlapsSource } from "../../../lambda/contract/source-overlap.ts";
import { destinationOf, destinationOptions } from "../../../lambda/destinations/registry.ts";

describe("a destination that writes objects", () => {
  it.each([
    ["", "", true],
    ["siem/AWSLogs/", "AWSLogs/", false],
    ["AWSLogs/", "AWSLogs/", true],
    ["AWSLogs/", "", true],
    ["", "AWSLogs/", true],
    ["AWSLogs/o-x/", "AWSLogs/", true],
    ["out/AWSLogs/", "in/AWSLogs/", false],
  ])("to %j would feed a source at %j of the same bucket: %s", (to, from, overlaps) => {
    expect(overlapsSource({ bucket: "b", prefix: to }, { bucket: "b", prefix: from })).toBe(overlaps);
    expect(overlapsSource({ bucket: "b", prefix: to }, { bucket: "c", prefix: from })).toBe(false);
  });

  it.each([
    ["s3", "", "account="],
    ["s3", "archive/", "archive/account="],
    ["s3-mirror", "/siem", "siem/AWSLogs/"],
  ])("%s with prefix %j says where that is", (type, prefix, area) => {
    const config = destinationOptions.parse({ type, bucketArn: "arn:aws:s3:::siem-archive", prefix });
    const definition = destinationOf(config as { type: string });
    expect(definition.writesTo?.(config)).toEqual({ bucket: "siem-archive", prefix: area });
    const [put] = definition.grants(config);
    expect(put).toEqual({ actions: ["s3:PutObject"], resources: [`arn:aws:s3:::siem-archive/${area}*`] });
  });
});
