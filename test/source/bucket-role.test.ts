import { type AssumeRole, bucketCredentials } from "../../lambda/source/bucket-role.ts";

const ROLE = { arn: "arn:aws:iam::444455556666:role/log-reader", externalId: "example-external-id" };

describe("the role that reads a bucket in another account", () => {
  it("is taken on with its external id and a session name that the owner can recognise", async () => {
    const requests: unknown[] = [];
    const expiration = new Date(Date.UTC(2026, 0, 2));
    const assumeRole: AssumeRole = async (request) => {
      requests.push(request);
      return { AccessKeyId: "id", SecretAccessKey: "key", SessionToken: "token", Expiration: expiration };
    };
    const credentials = await bucketCredentials(ROLE, assumeRole)();
    expect(requests).toEqual([
      { RoleArn: ROLE.arn, RoleSessionName: "cloudtrail-forwarder", ExternalId: "example-external-id" },
    ]);
    // Without the expiry the client would never ask again.
    expect(credentials).toEqual({
      accessKeyId: "id",
      secretAccessKey: "key",
      sessionToken: "token",
      expiration,
    });
  });

  it("is not half taken on", async () => {
    await expect(bucketCredentials(ROLE, async () => ({ AccessKeyId: "id" }))()).rejects.toThrow(
      "STS gave no credentials for arn:aws:iam::444455556666",
    );
  });
});
