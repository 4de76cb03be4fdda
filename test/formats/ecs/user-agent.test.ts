import { userAgentOf } from "../../../lambda/formats/ecs/user-agent.ts";

const CHROME =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

test("a browser is told with its operating system", () => {
  expect(userAgentOf(CHROME, true)).toEqual({
    original: CHROME,
    name: "Chrome",
    version: "120.0.0.0",
    os: { name: "Mac OS", version: "10.15.7", full: "Mac OS 10.15.7" },
    device: { name: "Macintosh" },
  });
});

test.each([
  ["aws-cli/2.30.0 md/awscrt#0.27.6 ua/2.1 os/linux", "aws-cli", "2.30.0"],
  ["[S3Console/0.4, aws-internal/3 aws-sdk-java/1.11.1030]", "S3Console", "0.4"],
  ["Boto3/1.34.0 md/Botocore#1.34.0", "Boto3", "1.34.0"],
])("%s is told by its product", (original, name, version) => {
  expect(userAgentOf(original, true)).toEqual({ original, name, version });
});

test.each(["AWS Internal", "AWS Internal/3", "ec2.amazonaws.com", "stratus-red-team_1", "/", "]"])(
  "%s stays as it is",
  (original) => {
    expect(userAgentOf(original, true)).toEqual({ original });
  },
);

test("nothing is parsed when only the original is asked for", () => {
  expect(userAgentOf(CHROME, false)).toEqual({ original: CHROME });
});
