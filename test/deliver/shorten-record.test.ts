import { longFields, shortened, shortenings } from "../../lambda/deliver/shorten-record.ts";
import type { RawRecord } from "../../lambda/types.ts";

const TEXT =
  '{ "eventVersion":"1.11","eventID":"e1", "requestParameters" : {"n": 9007199254740993, "a":"xxxxxxxxxx"},\n "responseElements":null,"additionalEventData":{"b":1.0},"serviceEventDetails":"s" }';
const record: RawRecord = { ordinal: 4, bytes: Buffer.from(TEXT), value: JSON.parse(TEXT) };
const marker = (originalSize: number) => ({ omitted: true, originalSize, omittedBy: "cloudtrail-forwarder" });

describe("a record that is too large", () => {
  it("gives up one field after the other, what was asked first, and keeps the rest as it was written", () => {
    const texts = [...shortenings(record)].map(({ bytes }) => Buffer.from(bytes).toString());
    expect(texts).toHaveLength(3);
    expect(texts[0]).toBe(TEXT.replace(/\{"n".*?\}/, JSON.stringify(marker(41))));
    expect(JSON.parse(texts[2] ?? "")).toEqual({
      ...(record.value as object),
      requestParameters: marker(41),
      additionalEventData: marker(9),
      serviceEventDetails: marker(3),
    });
  });

  it("says in its value what its bytes say, and stays what it was itself", () => {
    const before = Buffer.from(record.bytes).toString();
    for (const { bytes, value, ordinal } of shortenings(record)) {
      expect(value.requestParameters).toEqual(JSON.parse(Buffer.from(bytes).toString()).requestParameters);
      expect(ordinal).toBe(4);
    }
    expect(Buffer.from(record.bytes).toString()).toBe(before);
    expect(record.value.serviceEventDetails).toBe("s");
  });

  it("has nothing to give up without any of these fields", () => {
    const bytes = Buffer.from('{"eventID":"e1","userAgent":"xxxx"}');
    expect([...shortenings({ ordinal: 0, bytes, value: JSON.parse(bytes.toString()) })]).toEqual([]);
  });

  it("names the fields that are longer than a destination takes, whatever they are called", () => {
    const text = `{"a":"${"é".repeat(40)}","__proto__":"${"x".repeat(90)}","c":"x"}`;
    const odd: RawRecord = { ordinal: 0, bytes: Buffer.from(text), value: JSON.parse(text) };
    expect(longFields(odd, 81)).toEqual(["a", "__proto__"]);
    expect(longFields(odd, 85)).toEqual(["__proto__"]);
    expect(longFields(odd, undefined)).toEqual([]);
    const { bytes, value } = shortened(odd, ["__proto__"]);
    expect(Object.getOwnPropertyDescriptor(value, "__proto__")?.value).toEqual(marker(92));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Buffer.from(bytes).toString()).toContain('"__proto__":{"omitted":true');
  });
});
