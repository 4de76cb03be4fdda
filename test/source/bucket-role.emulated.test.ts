import { S3Client } from "@aws-sdk/client-s3";
import { assumeRoleWithSts, bucketCredentials } from "../../lambda/source/bucket-role.ts";
import { createObjectSource } from "../../lambda/source/s3-object.ts";
import { type EmulatedAws, startEmulatedAws } from "../../ops/local/aws/emulated-aws.ts";
import type { RoleStore } from "../../ops/local/sts/role-store.ts";
import { collect } from "../support/streams.ts";

/** The real STS and S3 clients against the emulated AWS. */

const ROLE = { arn: "arn:aws:iam::444455556666:role/log-reader", externalId: "forwarder-1" };
/** The SDK asks for new credentials this long before the old ones expire. */
const SDK_MARGIN_SECONDS = 300;

const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
};
const before = { ...process.env };
let aws: EmulatedAws;

beforeEach(async () => {
  aws = await startEmulatedAws();
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: aws.endpoint });
  aws.state.buckets.create("logs");
  await fetch(`${aws.endpoint}/logs/AWSLogs/x.json.gz`, {
    method: "PUT",
    body: "content",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
    },
  });
});

afterEach(async () => {
  for (const name of [...Object.keys(ENVIRONMENT), "AWS_ENDPOINT_URL"]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await aws.stop();
});

function reader(role = ROLE) {
  const s3 = new S3Client({ credentials: bucketCredentials(role, assumeRoleWithSts), maxAttempts: 1 });
  const source = createObjectSource(s3);
  return () =>
    collect(source.read({ bucket: "logs", key: "AWSLogs/x.json.gz" }, new AbortController().signal)).then(
      String,
    );
}

/** Which session each read was signed with, by position in the order of sessions. */
function usedSessions(roles: RoleStore): string[] {
  return roles.sessions.map(({ accessKeyId }) => accessKeyId);
}

describe("a bucket that is read through a role of its own account", () => {
  it("is read with the role's session, which is asked for once while it lasts", async () => {
    const used: (string | undefined)[] = [];
    aws.faults.add(({ operation, accessKeyId }) => {
      if (operation === "GetObject") used.push(accessKeyId);
      return undefined;
    });
    aws.state.roles.put(ROLE);
    const read = reader();

    expect(await read()).toBe("content");
    expect(await read()).toBe("content");

    const [session, ...others] = usedSessions(aws.state.roles);
    expect(others).toEqual([]);
    expect(used).toEqual([session, session]);
  });

  it("is refused with another external id", async () => {
    aws.state.roles.put(ROLE);

    await expect(reader({ ...ROLE, externalId: "somebody-else" })()).rejects.toMatchObject({
      kind: "config",
      reason: "access_denied",
    });
    expect(aws.state.roles.sessions).toEqual([]);
  });

  it("gets new credentials before the old ones expire, in the middle of a run", async () => {
    // Prepare: sessions that come within the margin one second from now
    aws.state.roles.put({ ...ROLE, sessionSeconds: SDK_MARGIN_SECONDS + 1 });
    const read = reader();
    await read();
    expect(aws.state.roles.sessions).toHaveLength(1);

    // Act: read on until a second session is opened
    const [first] = aws.state.roles.sessions;
    for (let reads = 0; reads < 100 && aws.state.roles.sessions.length < 2; reads += 1) {
      expect(await read()).toBe("content");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    // Assess: it was opened while the first one was good, and no read failed
    expect(aws.state.roles.sessions).toHaveLength(2);
    expect(first?.expiresMs).toBeGreaterThan(Date.now());
  });

  it("sends the message back, and is never given up, when a session has ended under way", async () => {
    // Shorter than any margin: each session is over before the object is asked for.
    aws.state.roles.put({ ...ROLE, sessionSeconds: 0 });

    await expect(reader()()).rejects.toMatchObject({ kind: "retryable", reason: "source_unavailable" });
  });
});
