import { keyOf } from "../../../../ops/local/run/input-keys.ts";

const RULE = {
  id: "r",
  kind: "queue" as const,
  targetArn: "",
  events: [],
  prefix: "AWSLogs/",
  suffix: ".json.gz",
};

test.each([
  ["a file of a folder keeps its path", { path: "in/a/b.json", key: "a/b.json", isNamed: false }, "a/b.json"],
  [
    "a named file goes where CloudTrail had put it",
    { path: "/x/AWSLogs/1/CloudTrail/f.json.gz", key: "f.json.gz", isNamed: true },
    "AWSLogs/1/CloudTrail/f.json.gz",
  ],
  [
    "another named file goes where the bucket's rule looks",
    { path: "f.json", key: "f.json", isNamed: true },
    "AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/01/f.json.json.gz",
  ],
])("%s", (_what, file, key) => {
  expect(keyOf(file, RULE)).toBe(key);
});
