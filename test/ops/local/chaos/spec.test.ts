import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseChaos, RATES } from "../../../../ops/local/chaos/spec.ts";

test("reads rates, the seed and the order in any order of words", () => {
  const spec = parseChaos("reorder, kill=0.5%,seed=monday,destination=100%");

  expect(spec).toMatchObject({ seed: "monday", reorder: true });
  expect(spec.rates).toEqual({
    destination: 1,
    s3: 0,
    stall: 0,
    slow: 0,
    kill: 0.005,
    duplicate: 0,
    delay: 0,
  });
});

test("nothing is reordered and the seed is 1 unless the spec says otherwise", () => {
  expect(parseChaos("s3=1%")).toMatchObject({ seed: "1", reorder: false });
});

test.each([
  ["a misspelled fault", "destinations=5%"],
  ["a fault without its rate in percent", "kill=0.01"],
  ["a fault without a rate", "kill"],
  ["more than everything", "kill=101%"],
  ["less than nothing", "kill=-1%"],
  ["an empty seed", "seed="],
  ["a value where none belongs", "reorder=5%"],
  ["the same word twice", "s3=1%,s3=2%"],
  ["nothing at all", ""],
])("%s is a mistake of the command line, and the error names the word", (_what, text) => {
  const read = () => parseChaos(text);

  expect(read).toThrow(expect.objectContaining({ name: "UsageError" }));
  expect(read).toThrow(JSON.stringify(text.split(",").at(-1)));
});

test("the error for an unknown word names every word that is accepted", () => {
  let message = "";
  try {
    parseChaos("explode=5%");
  } catch (error) {
    message = String(error);
  }

  for (const word of [...Object.keys(RATES), "seed", "reorder"]) expect(message).toContain(word);
});

test("the documentation has every word, and its example can be read", () => {
  const page = readFileSync(resolve(__dirname, "../../../../docs/local.md"), "utf8");
  const example = /--chaos (seed=\S+)/.exec(page)?.[1] ?? "";

  for (const word of [...Object.keys(RATES), "seed"])
    expect(page).toMatch(new RegExp(`^\\| \`${word}=`, "m"));
  expect(page).toMatch(/^\| `reorder`/m);
  expect(parseChaos(example).rates.destination).toBe(0.05);
});
