import fc from "fast-check";
import { isoTime, timeMs } from "../../lambda/formats/event-time.ts";

test.each([
  ["2026-02-03T04:05:06Z", "2026-02-03T04:05:06.000Z"],
  ["20260203T040506Z", "2026-02-03T04:05:06.000Z"],
  ["2026-02-03T04:05:06.5Z", "2026-02-03T04:05:06.500Z"],
  ["2026-02-03T04:05:06+01:00", "2026-02-03T03:05:06.000Z"],
  ["2026-02-03T04:05:06-0130", "2026-02-03T05:35:06.000Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ["2026-12-31T23:59:59Z", "2026-12-31T23:59:59.000Z"],
])("%s is %s", (text, expected) => {
  expect(isoTime(text)).toBe(expected);
  expect(timeMs(text)).toBe(Date.parse(expected));
});

test.each([
  "2026-02-30T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:00:00",
  "2026-01-01",
  "Jul 18, 2023, 4:07:39 PM",
  "9999-12-31T23:59:59-01:00",
  "",
  0,
  null,
  [],
])("%p is no time", (text) => {
  expect(isoTime(text)).toBeUndefined();
  expect(timeMs(text)).toBeUndefined();
});

test("every second of four-digit years is read without asking where this runs", () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date("0000-01-01T00:00:00Z"),
        max: new Date("9999-12-31T23:59:59Z"),
        noInvalidDate: true,
      }),
      (date) => {
        const text = date.toISOString();
        const second = `${text.slice(0, 19)}Z`;

        expect(isoTime(text)).toBe(text);
        expect(isoTime(second)).toBe(`${text.slice(0, 19)}.000Z`);
      },
    ),
  );
});
