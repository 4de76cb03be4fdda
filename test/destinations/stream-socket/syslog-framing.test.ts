import fc from "fast-check";
import { syslogFraming } from "../../../lambda/destinations/stream-socket/syslog-framing.ts";
import {
  type HeaderOptions,
  syslogHeader,
} from "../../../lambda/destinations/stream-socket/syslog-header.ts";
import { Batcher } from "../../../lambda/encode/batcher.ts";
import { encodeBatch } from "../../../lambda/encode/encode-batch.ts";
import type { NormalizedEvent } from "../../../lambda/types.ts";
import { eventOf, recordOf } from "../../support/deliver-to.ts";

const OPTIONS: HeaderOptions = {
  header: "rfc5424",
  hostname: "aws-cloudtrail-{account}",
  appName: "cloudtrail",
  facility: 13,
  severity: 6,
  errorSeverity: 4,
};

describe("an RFC 5424 header", () => {
  it("tells time, account, application and event name", () => {
    expect(syslogHeader(eventOf(recordOf(1)), OPTIONS)).toBe(
      "<110>1 2026-01-02T03:04:05.000Z aws-cloudtrail-111122223333 cloudtrail - CreateUser - ",
    );
  });

  it("raises the severity of a call that failed", () => {
    const failed = eventOf(recordOf(1, { errorCode: "AccessDenied" }));
    expect(syslogHeader(failed, OPTIONS)).toMatch(/^<108>1 /);
    expect(syslogHeader(failed, { ...OPTIONS, facility: 0, errorSeverity: 0 })).toMatch(/^<0>1 /);
  });

  it("carries event id, account and region as structured data for who has a number for it", () => {
    const event = eventOf(recordOf(1, { eventID: 'a"b\\c]d' }));
    expect(syslogHeader(event, { ...OPTIONS, enterpriseId: 32473 })).toContain(
      ' CreateUser [cloudtrail@32473 eventID="a\\"b\\\\c\\]d" account="111122223333" region="us-east-1"] ',
    );
  });

  it("says nothing rather than something wrong where the record holds nothing", () => {
    expect(syslogHeader({ id: "e1", body: "{}" }, OPTIONS)).toBe(
      "<110>1 - aws-cloudtrail-unknown cloudtrail - - - ",
    );
  });

  it("keeps its seven fields whatever a record holds", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        fc.string(),
        (name, id, account) => {
          const event = eventOf(
            recordOf(1, { eventName: name, eventID: id, recipientAccountId: account, awsRegion: name }),
          );
          const head = syslogHeader(event, {
            ...OPTIONS,
            hostname: "h-{account}-{region}",
            enterpriseId: 32473,
          });
          expect(head).toMatch(
            /^<110>1 \S+ [\x21-\x7e]{1,255} cloudtrail - [\x21-\x7e]{1,32} \[cloudtrail@32473 eventID="([^"\\\]]|\\["\\\]])*" account="\w+" region="[\w-]+"\] $/u,
          );
        },
      ),
    );
  });
});

describe("an RFC 3164 header", () => {
  const old = { ...OPTIONS, header: "rfc3164" as const };

  it.each([
    ["2026-01-02T03:04:05Z", "<110>Jan  2 03:04:05 aws-cloudtrail-111122223333 cloudtrail: "],
    ["2026-12-31T23:59:59Z", "<110>Dec 31 23:59:59 aws-cloudtrail-111122223333 cloudtrail: "],
  ])("of %s is %j", (eventTime, header) => {
    expect(syslogHeader(eventOf(recordOf(1, { eventTime })), old)).toBe(header);
  });
});

/** Reads octet-counted messages back, by RFC 6587 and nothing of our code. */
function readCounted(stream: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < stream.length; ) {
    const space = stream.indexOf(0x20, at);
    const length = Number(stream.toString("latin1", at, space));
    messages.push(stream.toString("utf8", space + 1, space + 1 + length));
    at = space + 1 + length;
  }
  return messages;
}

const bodies = fc.array(
  fc.record({ text: fc.string({ unit: "grapheme" }), isBytes: fc.boolean() }).map(({ text, isBytes }) => {
    const body = JSON.stringify({ text });
    return isBytes ? Buffer.from(body) : body;
  }),
  { minLength: 1, maxLength: 30 },
);

async function streamOf(events: readonly NormalizedEvent[], framing: "octet" | "lf", header: HeaderOptions) {
  const shape = syslogFraming(framing, header);
  const limits = { maxBatchBytes: 10_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 };
  const batcher = new Batcher<undefined>(shape, limits);
  for (const event of events) batcher.add(event, undefined);
  const batch = batcher.drain();
  const encoded = await encodeBatch(batch?.entries ?? [], shape, "none");
  return { stream: Buffer.from(encoded.body), counted: batch?.bytes };
}

describe("a stream of messages", () => {
  it("gives back every message when it is counted, and the batcher's bytes are the stream's", async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (texts) => {
        const events = texts.map((body, number) => ({ ...eventOf(recordOf(number)), body }));
        const { stream, counted } = await streamOf(events, "octet", OPTIONS);
        expect(readCounted(stream)).toEqual(
          events.map((event) => syslogHeader(event, OPTIONS) + Buffer.from(event.body).toString("utf8")),
        );
        expect(counted).toBe(stream.length);
      }),
    );
  });

  it("gives back every message line by line, pretty-printed records too", async () => {
    const pretty = '{\n  "eventID": "e1",\r\n  "text": "a\\nb"\n}';
    const events = [eventOf(recordOf(1)), { ...eventOf(recordOf(2)), body: Buffer.from(pretty) }];
    const { stream, counted } = await streamOf(events, "lf", { ...OPTIONS, header: "none" });
    const lines = stream.toString("utf8").split("\n");
    expect(lines.at(-1)).toBe("");
    expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual([recordOf(1), JSON.parse(pretty)]);
    expect(counted).toBe(stream.length);
  });
});
