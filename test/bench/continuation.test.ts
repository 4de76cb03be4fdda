import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { continuation } from "../../bench/suites/continuation.ts";

test("the continuation suite says of each record how often it arrived, and leaves no object behind", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-test-"));
  const before = process.exitCode;
  try {
    const rows = (await continuation({ folder }, { megabytes: 2, answerMs: 1 })) as {
      figure: string;
      value: unknown;
    }[];
    const figures = Object.fromEntries(rows.map(({ figure, value }) => [figure, value]));

    expect(figures).toMatchObject({
      "object MB": 2,
      missing: 0,
      duplicates: 0,
      unknown: 0,
      "dead letters": 0,
      "books balanced": "yes",
    });
    expect(figures.records).toBeGreaterThan(1_000);
    expect(figures["arrived exactly once"]).toBe(figures.records);
    expect(process.exitCode).toBe(before);
    expect(existsSync(path.join(folder, "continuation-input"))).toBe(false);
  } finally {
    process.exitCode = before;
    rmSync(folder, { recursive: true });
  }
});
