import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  classifyObject,
  deliveredMs,
  formatObjectKey,
  parseObjectKey,
} from "../../lambda/decode/object-key.ts";

const CORPUS = join(__dirname, "../../../shared/corpus");
const isThere = existsSync(CORPUS);
if (!isThere) console.warn(`skipped: ${CORPUS} is not there`);

(isThere ? describe : describe.skip)("the keys of the public and constructed corpora", () => {
  const keysOf = (folder: string) =>
    readdirSync(join(CORPUS, folder), { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".gz"),
    );

  test("follow the layout and are formatted back, whatever their region is called", () => {
    const keys = [...keysOf("stratus"), ...keysOf("constructed")];
    expect(keys.length).toBe(45);
    for (const key of keys) {
      const parts = parseObjectKey(key);
      expect(parts).toMatchObject({ prefix: "", region: expect.any(String), date: expect.any(String) });
      expect(parts && formatObjectKey(parts)).toBe(key);
      expect(new Date(deliveredMs(parts?.file ?? "") ?? 0).toISOString().slice(0, 10)).toBe(parts?.date);
    }
  });

  test("are log files, but for the one digest", () => {
    expect(keysOf("stratus").map((key) => classifyObject(key))).toEqual(Array(36).fill("log"));
    const verdicts = keysOf("constructed").map((key) => classifyObject(key));
    expect(verdicts.filter((verdict) => verdict === "log")).toHaveLength(8);
    expect(verdicts).toContainEqual({ skip: "digest" });
  });
});
