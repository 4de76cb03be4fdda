import { forwardRecords } from "../support/vendor-simulator/forward-records.ts";
import { EVENT_TIME, sampleRecords } from "../support/vendor-simulator/records.ts";
import { tally } from "../support/vendor-simulator/stage.ts";
import { type Daemon, freePort, isInstalled, startDaemon, workFolder } from "./daemon.ts";

/**
 * Our OTLP bodies read by OpenTelemetry's own decoder. `cd test/lanes/otlp-receiver && go build -o /tmp/otlp-receiver .`,
 * then name the program by the variable OTLP_RECEIVER.
 */
const RECEIVER = process.env.OTLP_RECEIVER ?? "otlp-receiver";
const hasReceiver = isInstalled(RECEIVER, "-h");
const lane = hasReceiver ? it : it.skip;
const title = (text: string) =>
  hasReceiver ? text : `${text} (skipped: no otlp-receiver; see the comment in this file)`;

interface ReceivedLog {
  readonly resource: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly severity: string;
  readonly timeMs: number;
  readonly body: string;
}

let daemon: Daemon | undefined;
afterEach(() => daemon?.stop());

lane(title("every record arrives whole, with its time, severity and resource"), async () => {
  const port = await freePort();
  const folder = workFolder({});
  daemon = await startDaemon(RECEIVER, ["-endpoint", `127.0.0.1:${port}`, "-out", `${folder}/out`], {
    port,
    folder,
  });
  const records = sampleRecords(300);
  const { outcomes } = await forwardRecords({
    options: { type: "otlp", url: `http://127.0.0.1:${port}/v1/logs`, maxBatchEvents: 64 },
    records,
    readSecret: (arn) => arn,
  });

  expect(tally(outcomes)).toEqual({ delivered: 300 });
  const logs = (await daemon.waitForLines(300)).map((line) => JSON.parse(line) as ReceivedLog);
  const byId = new Map(logs.map((log) => [log.attributes["aws.cloudtrail.event_id"], log]));
  expect(byId.size).toBe(300);
  for (const record of records) {
    const log = byId.get(String(record.eventID ?? record.eventId));
    expect(JSON.parse(log?.body ?? "")).toEqual(record);
    expect(log).toMatchObject({
      resource: {
        "service.name": "aws.cloudtrail",
        "cloud.account.id": record.recipientAccountId ?? record.accountId,
        "cloud.region": record.awsRegion,
      },
      severity: record.errorCode ? "Error" : "Info",
      timeMs: Date.parse(EVENT_TIME),
    });
  }
});
