import { retryAfterMs, statusFailure } from "../../lambda/deliver/http-status.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("an HTTP status", () => {
  it.each([200, 201, 202, 204])("%i means delivered", (status) => {
    expect(statusFailure(status, undefined, "", NOW)).toBeUndefined();
  });

  it.each([
    [408, "retryable", "destination_unavailable"],
    [425, "retryable", "destination_unavailable"],
    [429, "retryable", "destination_unavailable"],
    [500, "retryable", "destination_unavailable"],
    [502, "retryable", "destination_unavailable"],
    [503, "retryable", "destination_unavailable"],
    [504, "retryable", "destination_unavailable"],
    [400, "permanent", "refused"],
    [413, "permanent", "refused"],
    [422, "permanent", "refused"],
    [409, "permanent", "refused"],
    [401, "config", "destination_auth"],
    [403, "config", "destination_auth"],
    [407, "config", "destination_auth"],
    [495, "config", "destination_auth"],
    [496, "config", "destination_auth"],
    [301, "config", "destination_config"],
    [307, "config", "destination_config"],
    [404, "config", "destination_config"],
    [405, "config", "destination_config"],
  ])("%i is %s (%s)", (status, kind, reason) => {
    expect(statusFailure(status, undefined, "", NOW)).toMatchObject({ kind, reason, status });
  });

  it.each([507, 520, 521, 522, 523, 524, 525, 526, 529, 530, 599])(
    "%i, in which a gateway says that the server behind it is down, is retryable",
    (status) => {
      expect(statusFailure(status, undefined, "", NOW)).toMatchObject({ kind: "retryable", status });
    },
  );

  it.each([402, 406, 410, 411, 414, 415, 421, 426, 428, 431, 451, 501, 505, 511])(
    "%i, which every request would get whatever it holds, needs a person",
    (status) => {
      expect(statusFailure(status, undefined, "", NOW)).toMatchObject({
        kind: "config",
        reason: "destination_config",
        status,
      });
    },
  );

  it.each(["The SSL certificate error", "No required SSL certificate was sent"])(
    "400 of an nginx that says %j is about the client certificate, not about the events",
    (words) => {
      const page = `<html> <head><title>400 ${words}</title></head> <body>`;
      for (const statuses of [undefined, { 400: "read" as const }])
        expect(statusFailure(400, undefined, page, NOW, { statuses })).toMatchObject({
          kind: "config",
          reason: "destination_auth",
        });
    },
  );

  it("415 says where to look", () => {
    expect(statusFailure(415, undefined, "", NOW)?.message).toContain("format and compression");
  });

  it("means what the destination's own table says first", () => {
    expect(statusFailure(409, undefined, "", NOW, { statuses: { 409: "delivered" } })).toBeUndefined();
    expect(statusFailure(403, undefined, "", NOW, { statuses: { 403: "retryable" } })).toMatchObject({
      kind: "retryable",
    });
    expect(statusFailure(200, undefined, "", NOW, { statuses: { 200: "permanent" } })).toMatchObject({
      kind: "permanent",
    });
  });

  it("is no success when it is a 2xx that this destination never answers", () => {
    expect(statusFailure(202, undefined, "", NOW, { ok: [200, 202] })).toBeUndefined();
    expect(statusFailure(203, undefined, "", NOW, { ok: [200, 202] })).toMatchObject({ kind: "retryable" });
  });

  it("is left to the destination where its answer has to be read", () => {
    expect(statusFailure(400, undefined, "", NOW, { statuses: { 400: "read" } })).toBeUndefined();
  });

  it("says how often it may pass for a passing failure", () => {
    const failure = statusFailure(500, undefined, "", NOW, { statuses: { 500: { retryable: 2 } } });
    expect(failure).toMatchObject({ kind: "retryable", maxTries: 2 });
  });

  it("never shows in its message what a destination says about refused records", () => {
    const failure = statusFailure(400, undefined, "cannot parse userName=alice", NOW);
    expect(failure?.message).not.toContain("alice");
    expect(failure?.detail).toContain("alice");
  });
});

describe("Retry-After", () => {
  it.each([
    ["0", 0],
    ["7", 7_000],
    [" 120 ", 120_000],
    ["Fri, 02 Jan 2026 03:05:05 GMT", 60_000],
    ["Fri, 02 Jan 2026 03:00:00 GMT", 0],
    ["-5", undefined],
    ["1.5", undefined],
    ["soon", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%j is %j ms", (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });
});
