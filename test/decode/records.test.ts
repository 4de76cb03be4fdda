import fc from "fast-check";
import { type RecordChunk, splitRecords } from "../../lambda/decode/records.ts";
import { inPieces } from "../support/streams.ts";

const LIMITS = { maxRecordBytes: 100_000, maxRecordDepth: 50, maxRecordKeys: 1_000 };

async function split(text: string | Uint8Array, size = 64 * 1024, limits = LIMITS) {
  const records: RecordChunk["records"][number][] = [];
  const rejected: RecordChunk["rejected"][number][] = [];
  const chunks = splitRecords(inPieces(Buffer.from(text), size), limits);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return { content: value, records, rejected };
    records.push(...value.records);
    rejected.push(...value.rejected);
  }
}

const texts = (records: readonly { bytes: Uint8Array }[]) =>
  records.map(({ bytes }) => Buffer.from(bytes).toString());

describe("the elements of a log file", () => {
  it("keep their exact bytes and their order, whatever the buffers are", async () => {
    const bait = [
      '{"a":1.0,"b":"\\u00fc\\/"}',
      '{ "n" : 9007199254740993 , "e":1.5e-7}',
      '{"z":-0.0,"a":[[],{}],"q":"\\\\\\""}',
      '{"ü":"𝄞"}',
    ];
    const file = `\ufeff {"other":{"Records":"no"},"Records": [ ${bait.join(" ,\n")} ],"after":[1,{"x":null}]} \n`;
    for (const size of [1, 2, 3, 7, 16, 1000]) {
      const { records, content } = await split(file, size);
      expect(texts(records)).toEqual(bait);
      expect(records.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
      expect(content).toBe("records");
    }
  });

  it("come out of a top-level array as they do out of Records", async () => {
    const { records } = await split('[{"a":1},{"b":2}]', 1);
    expect(records.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it("are none when Records is empty", async () => {
    expect(await split('{"Records":[]}')).toEqual({ content: "records", records: [], rejected: [] });
  });

  it("come out of every Records array when the key occurs twice", async () => {
    expect(texts((await split('{"Records":[{"a":1}],"Records":[{"b":2}]}')).records)).toEqual([
      '{"a":1}',
      '{"b":2}',
    ]);
  });

  it("hold own keys called __proto__ without touching any prototype", async () => {
    const { records } = await split('{"Records":[{"__proto__":{"polluted":true},"constructor":1}]}');
    expect(Object.keys(records[0]?.value ?? {})).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("keep the exact text of numbers and keys that JSON.parse would lose", async () => {
    const { records } = await split(
      '{"Records":[{"big":9007199254740993,"huge":1e400,"fine":500.0,"exp":9.82222E-5,"k":1,"k":2},{"n":1}]}',
    );
    expect(records.map(({ value }) => value)).toEqual([
      { big: "9007199254740993", huge: "1e400", fine: 500, exp: 9.82222e-5, "k#1": 1, k: 2 },
      { n: 1 },
    ]);
  });
});

describe("an element that can be no event", () => {
  it.each([
    ["null", "not_an_object"],
    ["17", "not_an_object"],
    ['"text"', "not_an_object"],
    ["[{}]", "not_an_object"],
    ['{"a":tru}', "invalid_json"],
    ['{"a":NaN}', "invalid_json"],
    ['{"a" "b"}', "invalid_json"],
    ['{"a":01}', "invalid_json"],
    ['{"a":"\u0001"}', "invalid_json"],
    ['{"a":"\\x"}', "invalid_json"],
    ['{"a":"\\u12g4"}', "invalid_json"],
    ["{,}", "invalid_json"],
    ['{"a":1,}', "invalid_json"],
    ["[1,]", "invalid_json"],
    ["nul", "invalid_json"],
    [`{"a":${"[".repeat(60)}${"]".repeat(60)}}`, "too_deep"],
    [`{"a":{${Array.from({ length: 1001 }, (_, key) => `"${key}":0`).join()}}}`, "too_many_keys"],
  ])("is rejected while its neighbours are records: %#", async (element, reason) => {
    for (const size of [1, 5, 100_000]) {
      const { records, rejected } = await split(`{"Records":[{"a":1},${element},{"b":2}]}`, size);
      expect(texts(records)).toEqual(['{"a":1}', '{"b":2}']);
      expect(rejected).toMatchObject([{ ordinal: 1, reason }]);
      expect(texts(rejected)).toEqual([element]);
    }
  });

  it("is rejected without its bytes when it is over the size limit", async () => {
    const big = `{"a":"${"x".repeat(200_000)}"}`;
    for (const size of [1000, 1_000_000]) {
      const { records, rejected } = await split(`{"Records":[{"a":1},${big},{"b":2}]}`, size);
      expect(texts(records)).toEqual(['{"a":1}', '{"b":2}']);
      expect(rejected).toMatchObject([{ ordinal: 1, reason: "record_too_large", bytes: new Uint8Array(0) }]);
    }
  });

  it("is rejected with its bytes when they are not UTF-8", async () => {
    const file = Buffer.concat([
      Buffer.from('{"Records":[{"a":1},{"b":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"},{"c":3}]}'),
    ]);
    for (const size of [1, 27, 1000]) {
      const { records, rejected } = await split(file, size);
      expect(texts(records)).toEqual(['{"a":1}', '{"c":3}']);
      expect(rejected).toMatchObject([{ ordinal: 1, reason: "invalid_utf8" }]);
      expect(Buffer.from(rejected[0]?.bytes ?? []).includes(Buffer.from([0xff, 0xfe]))).toBe(true);
    }
  });

  it("is rejected when nested 100,000 deep, without a stack overflow", async () => {
    const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const { records, rejected } = await split(`{"Records":[${deep},{"b":2}]}`, 64 * 1024, {
      ...LIMITS,
      maxRecordBytes: 1_000_000,
    });
    expect(rejected).toMatchObject([{ ordinal: 0, reason: "too_deep" }]);
    expect(texts(records)).toEqual(['{"b":2}']);
  });
});

describe("a file that is no log file", () => {
  it.each([
    ["", "empty_object"],
    ["  \n", "empty_object"],
    ["hello", "invalid_json"],
    ['{"a":1}', "no_records"],
    ['{"Records":{"a":1}}', "no_records"],
    ['{"Records":[{"a":1}', "truncated"],
    ['{"Records":[{"a":"', "truncated"],
    ['{"Records":[{"a":1}]', "truncated"],
    ['{"Records":[{"a":1},]}', "invalid_json"],
    ['{"Records":[{"a":1}{"b":2}]}', "invalid_json"],
    ['{"Records":[{"a":1}]}garbage', "invalid_json"],
    ['{"Records":[{"a":1}]}{"Records":[]}', "invalid_json"],
    ['{"a":1}\n{"b":2}\n', "invalid_json"],
    ['{"a":tru,"Records":[]}', "invalid_json"],
    ["[1 2]", "invalid_json"],
  ])("fails by name: %j → %s", async (text, reason) => {
    for (const size of [1, 1000])
      await expect(split(text, size)).rejects.toMatchObject({ kind: "permanent", reason });
  });

  it("is recognised as a digest by its content", async () => {
    expect((await split('{"awsAccountId":"111122223333","digestS3Object":"x","logFiles":[]}')).content).toBe(
      "digest",
    );
  });

  it("names the byte where it broke", async () => {
    await expect(split('{"Records":[{"a":1};]}', 4)).rejects.toThrow("';' at byte 19");
  });
});

describe("the scanner against JSON.parse", () => {
  const judge = (text: string): boolean => {
    try {
      return JSON.parse(text) !== undefined;
    } catch {
      return false;
    }
  };

  it("takes exactly the objects that JSON.parse takes, and gives the same values", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (value, size, pretty) => {
          const text = JSON.stringify(value, undefined, pretty ? 1 : undefined);
          fc.pre(!/-|[eE][+-]?\d|\d{16}/.test(text));
          const { records } = await split(`{"Records":[${text},${text}]}`, size);
          expect(texts(records)).toEqual([text, text]);
          expect(records.map((record) => record.value)).toEqual([JSON.parse(text), JSON.parse(text)]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("refuses exactly what JSON.parse refuses after a byte was changed, as long as the element's end stays the same", async () => {
    const seed = '{"a":[1,-2.5e3,true,null,"x\\n\\u00e9"],"b":{"c":{},"d":[]},"e":false}';
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: seed.length - 2 }),
        fc.constantFrom(..."0123456789-+.eEtrufalsn: \\/ux,\t"),
        async (at, character) => {
          const text = seed.slice(0, at) + character + seed.slice(at + 1);
          const result = await split(`{"Records":[${text},{"z":1}]}`, 9).catch(() => undefined);
          // A changed quote or bracket may move the element's end; then the whole file fails, which is right too.
          fc.pre(result !== undefined && result.records.length + result.rejected.length === 2);
          const isAccepted = result?.rejected.length === 0;
          expect(isAccepted).toBe(judge(text));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
