import { register } from "../../ops/config.ts";
import { runCommand, temporaryFiles } from "./support/run-command.ts";

const run = (...argv: string[]) => runCommand(register, ["config", ...argv]);
const https = [
  "forwarder.destinations.main.type=https",
  "forwarder.destinations.main.url=https://siem.example.com/in",
];
const context = (...pairs: string[]) => pairs.flatMap((pair) => ["--context", pair]);

const event = (id: string, more: object) => ({ eventID: id, eventTime: "2026-02-03T04:05:06Z", ...more });
const file = temporaryFiles({
  "log.json": JSON.stringify({
    Records: [
      event("1", { eventSource: "kms.amazonaws.com", eventName: "Decrypt" }),
      event("2", { eventSource: "kms.amazonaws.com", eventName: "DisableKey" }),
      event("3", { eventSource: "s3.amazonaws.com", eventName: "GetObject" }),
      "no record",
    ],
  }),
  "filter.json": JSON.stringify({
    dryRun: true,
    rules: [
      { name: "kms", action: "drop", when: { eventSource: ["kms.amazonaws.com"] } },
      { name: "decrypt", action: "drop", when: { eventName: ["Decrypt"] } },
      { name: "nothing", action: "drop", when: { eventName: ["NoSuchCall"] } },
    ],
  }),
  "wrong.json": JSON.stringify({ rules: [{ name: "a", action: "drop", when: { eventName: "Decrypt" } }] }),
});

describe("config --test-filter", () => {
  it("counts what each rule would do, and which guards would hold", async () => {
    const { stdout } = await run("--test-filter", file("filter.json"), "--json", file("log.json"));
    const trial = JSON.parse(stdout);
    expect(trial).toMatchObject({
      records: { read: 3, kept: 2, dropped: 1, unreadable: 1 },
      guards: { "key-disabled": 1 },
      errors: 0,
    });
    const [kms, decrypt, nothing, otherwise] = trial.rules;
    expect(kms).toMatchObject({ name: "kms", action: "drop", matches: 2, decides: 2, drops: 1 });
    expect(decrypt).toMatchObject({ name: "decrypt", matches: 1, decides: 0, drops: 0 });
    expect(nothing).toMatchObject({ name: "nothing", matches: 0, decides: 0 });
    expect(otherwise).toMatchObject({ name: "otherwise", action: "keep", decides: 1 });
    expect(trial.bytes.dropped).toBe(kms.droppedBytes);
    expect(kms.droppedBytes).toBeGreaterThan(50);
  });

  it("names rules that do nothing, and why", async () => {
    const { stdout } = await run("--test-filter", file("filter.json"), file("log.json"));
    expect(stdout).toContain("3 records read: 2 kept, 1 dropped (33.3 % of the records");
    expect(stdout).toContain('guard "key-disabled" would keep 1 of them against a rule');
    expect(stdout).toContain('rule "nothing" matches nothing here');
    expect(stdout).toContain('rule "decrypt" decides nothing here: rules before it match the same records');
    expect(stdout).toContain("1 records or files could not be read");
  });

  it("says where a filter is wrong", async () => {
    await expect(run("--test-filter", file("wrong.json"), file("log.json"))).rejects.toThrow(
      /wrong\.json: rules\.0\.when\.eventName: expected a list of values/,
    );
    await expect(run("--test-filter", file("missing.json"), file("log.json"))).rejects.toThrow(
      /missing\.json/,
    );
  });

  it("wants log files", async () => {
    await expect(run("--test-filter", file("filter.json"))).rejects.toThrow("expected log files or folders");
    await expect(run()).rejects.toThrow("expected show, check, or --test-filter");
  });
});

describe("config check", () => {
  it("says how each pipeline travels", async () => {
    const { stdout, exitCode } = await run("check", ...context(...https));
    expect(stdout).toMatch(/^main: https, format ocsf; \d+ bytes in the function's environment\n$/);
    expect(exitCode).toBe(0);
  });

  it("tells everything that is wrong, with exit code 1", async () => {
    const { stderr, exitCode } = await run("check", ...context(...https, "forwarder.filter.dryRun=perhaps"));
    expect(stderr).toContain("forwarder.filter.dryRun");
    expect(exitCode).toBe(1);
  });

  it("finds a configuration without a destination not ready", async () => {
    const { exitCode } = await run("check");
    expect(exitCode).toBe(1);
  });
});

test("config show prints the tree with every default", async () => {
  const { stdout } = await run("show", ...context(...https, "forwarder.filter.dryRun=true"));
  const tree = JSON.parse(stdout);
  expect(tree.destinations.main).toMatchObject({ type: "https", compression: "gzip" });
  expect(tree.filter).toMatchObject({ dryRun: true, otherwise: "keep", rules: [] });
  expect(tree.filter.guard).toHaveProperty("trail-changed");
});
