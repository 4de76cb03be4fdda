import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readContext } from "../../../../ops/local/run/context.ts";
import { parseSecrets } from "../../../../ops/local/run/secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "context-"));

afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

function configFile(content: unknown): string {
  files += 1;
  const file = join(folder, `config-${files}.json`);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test("without a destination the embedded receiver is it", () => {
  expect(readContext({ pairs: ["forwarder.function.memoryMb=256"] })).toEqual({
    hasDestination: false,
    values: { forwarder: {}, "forwarder.function.memoryMb": "256" },
  });
});

test("a value may hold an equals sign", () => {
  const { values, hasDestination } = readContext({
    pairs: ["forwarder.destinations.main.url=http://127.0.0.1/?a=b"],
  });

  expect(values["forwarder.destinations.main.url"]).toBe("http://127.0.0.1/?a=b");
  expect(hasDestination).toBe(true);
});

test.each([
  ["a cdk.json", { app: "x", context: { forwarder: { destinations: { a: {} } } } }],
  ["a forwarder tree with its name", { forwarder: { destinations: { a: {} } } }],
  ["the tree itself", { destinations: { a: {} } }],
])("reads %s", (_what, content) => {
  expect(readContext({ pairs: [], configFile: configFile(content) })).toEqual({
    hasDestination: true,
    values: { forwarder: { destinations: { a: {} } } },
  });
});

test.each([
  ["a pair without a value", { pairs: ["forwarder.a"] }, /expected KEY=VALUE, got "forwarder.a"/],
  ["a file that does not exist", { pairs: [], configFile: "/nowhere.json" }, /\/nowhere.json/],
  ["a file that is no JSON", { pairs: [], configFile: configFile("{") }, /--config/],
])("refuses %s", (_what, sources, message) => {
  expect(() => readContext(sources)).toThrow(message);
});

test("a mistyped secret is refused without printing it", () => {
  expect(() => parseSecrets(["hunter2"])).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
  );
  expect(parseSecrets(["arn:aws:ssm:us-east-1:111122223333:parameter/a=v=w"])).toEqual(
    new Map([["arn:aws:ssm:us-east-1:111122223333:parameter/a", "v=w"]]),
  );
});
