import { limitsConfig } from "../../lambda/contract/function-config.ts";
import { splitRecords } from "../../lambda/decode/records.ts";
import type { RawRecord } from "../../lambda/types.ts";

const limits = limitsConfig.parse({});

async function recordsOf(...buffers: string[]): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  async function* bytes() {
    for (const buffer of buffers) yield Buffer.from(buffer);
  }
  for await (const chunk of splitRecords(bytes(), limits)) records.push(...chunk.records);
  return records;
}

test("a record is plain when nothing in it is written with a backslash", async () => {
  const records = await recordsOf('{"Records":[{"a":"x"},{"a":"x\\ny"},{"a\\"":1},{"a":"é🔒"}]}');

  expect(records.map(({ isPlain }) => isPlain)).toEqual([true, false, false, true]);
});

test("a backslash counts wherever the stream is cut", async () => {
  const text = '{"Records":[{"a":"x\\u0041y"},{"b":1}]}';
  for (let cut = 1; cut < text.length; cut++) {
    const records = await recordsOf(text.slice(0, cut), text.slice(cut));

    expect(records.map(({ isPlain }) => isPlain)).toEqual([false, true]);
  }
});

test("a copy of a record with another value is no longer known to be plain", async () => {
  const [record] = await recordsOf('{"Records":[{"a":"x"}]}');
  const copy: RawRecord = { ...(record as RawRecord), value: { a: '"' } };

  expect(record?.isPlain).toBe(true);
  expect(copy.isPlain).toBeUndefined();
});
