import { CfnBucket } from "aws-cdk-lib/aws-s3";
import { nagFindings } from "./support/nag.ts";
import { ONE_DESTINATION } from "./support/synthesized.ts";

describe("cdk-nag AwsSolutions", () => {
  it("finds nothing that is not acknowledged with one pipeline", () => {
    expect(nagFindings(ONE_DESTINATION)).toBe("");
  });

  it("finds nothing that is not acknowledged with several pipelines", () => {
    const { main } = ONE_DESTINATION.destinations;

    expect(nagFindings({ destinations: { one: main, two: main } })).toBe("");
  });

  it("would notice a bucket that anybody may read over plain HTTP", () => {
    const findings = nagFindings(ONE_DESTINATION, (stack) => new CfnBucket(stack, "Careless"));

    expect(findings).toMatch(/AwsSolutions-S10/);
  });
});
