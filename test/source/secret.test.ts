import { SecretCache } from "../../lambda/source/secret.ts";
import { virtualClock } from "../support/clock.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-a1b2c3";

function cacheOf(...texts: readonly (string | Error)[]) {
  const clock = virtualClock();
  let reads = 0;
  const read = async () => {
    const text = texts[Math.min(reads++, texts.length - 1)];
    if (text instanceof Error) throw text;
    return text ?? "";
  };
  return { cache: new SecretCache(read, clock.now), clock, reads: () => reads };
}

describe("a secret", () => {
  it("is read once in five minutes, also when it is asked for twice at once", async () => {
    const { cache, clock, reads } = cacheOf("one", "two");
    expect(await Promise.all([cache.get(ARN), cache.get(ARN)])).toEqual(["one", "one"]);
    clock.advance(299_000);
    expect(await cache.get(ARN)).toBe("one");
    clock.advance(2_000);
    expect(await cache.get(ARN)).toBe("two");
    expect(reads()).toBe(2);
  });

  it("is read again after it was refused", async () => {
    const { cache } = cacheOf("old", "new");
    await cache.get(ARN);
    cache.forget();
    expect(await cache.get(ARN)).toBe("new");
  });

  it("is not remembered as failed", async () => {
    const { cache } = cacheOf(new Error("throttled"), "there");
    await expect(cache.get(ARN)).rejects.toThrow("throttled");
    expect(await cache.get(ARN)).toBe("there");
  });

  it("gives a field of JSON, and itself as the token when it is plain text", async () => {
    expect(await cacheOf('{"username":"u","password":"p"}').cache.get(ARN, "password")).toBe("p");
    expect(await cacheOf("plain").cache.get(ARN, "token")).toBe("plain");
    expect(await cacheOf('{"token":"t"}').cache.get(ARN, "token")).toBe("t");
    expect(await cacheOf("123456").cache.get(ARN, "token")).toBe("123456");
  });

  it("never shows its value when a field is missing", async () => {
    const failure = await cacheOf('{"user":"hush-hush"}')
      .cache.get(ARN, "token")
      .catch((error: Error) => error);
    expect(failure).toMatchObject({
      kind: "config",
      message: expect.stringContaining('no text field "token"'),
    });
    expect(String(failure)).not.toContain("hush-hush");
  });
});
