import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesize } from "../../lib/synth.ts";
import { ONE_DESTINATION, STUB_HANDLER } from "./support/synthesized.ts";

describe("synthesizing inside a process", () => {
  const outdir = mkdtempSync(path.join(tmpdir(), "synth-"));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  it("names the folder of each function's bundle, in which index.js exports the handler", () => {
    const { main } = ONE_DESTINATION.destinations;
    const forwarder = { stackName: "Audit", destinations: { one: main, two: main } };

    const stack = synthesize({ context: { forwarder }, outdir, bundle: true, entry: STUB_HANDLER });

    expect(stack.stackName).toBe("Audit");
    expect(JSON.parse(readFileSync(stack.templatePath, "utf8")).Resources).toEqual(stack.template.Resources);
    expect(stack.functionAssets.map(({ logicalId }) => logicalId)).toEqual([
      expect.stringMatching(/^ForwarderoneFunction/),
      expect.stringMatching(/^ForwardertwoFunction/),
    ]);
    // Same code, same settings for esbuild: bundled once.
    const [folder, ...others] = new Set(stack.functionAssets.map((asset) => asset.folder));
    expect(others).toEqual([]);
    const bundle = readFileSync(path.join(folder ?? "", "index.js"), "utf8");
    expect(bundle).toContain("batchItemFailures");
    expect(bundle).toMatch(/module\.exports/);
  });

  it("says which file of the function's code is missing", () => {
    const context = { forwarder: ONE_DESTINATION };

    expect(() => synthesize({ context, outdir, bundle: false, entry: "missing.ts" })).toThrow(/missing\.ts/);
  });
});
