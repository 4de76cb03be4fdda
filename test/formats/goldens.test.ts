import { fixture, goldensOf, normalized, SOURCE } from "./fixtures.ts";

/** JSON goldens are indented for the reader, text goldens are the event and a line break. */
const JSON_FORMATS = ["ocsf", "ecs", "flat"];
const TEXT_FORMATS = ["fortisiem", "cef", "leef"];

describe.each(JSON_FORMATS)("%s goldens", (format) => {
  const goldens = goldensOf(format);

  test.each(goldens)("$name", ({ name, text }) => {
    const event = JSON.parse(normalized(format, fixture(name)));

    expect(`${JSON.stringify(event, null, 2)}\n`).toBe(text);
  });

  test("there are goldens to compare", () => expect(goldens.length).toBeGreaterThan(5));
});

describe.each(TEXT_FORMATS)("%s goldens", (format) => {
  const goldens = goldensOf(format);

  test.each(goldens)("$name", ({ name, text }) => {
    expect(`${normalized(format, fixture(name), SOURCE)}\n`).toBe(text);
  });

  test("there are goldens to compare", () => expect(goldens.length).toBeGreaterThan(5));
});
