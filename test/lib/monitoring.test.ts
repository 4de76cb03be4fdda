import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { METRIC_NAMESPACE, METRICS } from "../../lambda/contract/metrics.ts";
import { faultCases } from "../../ops/docs/outcomes.ts";
import { render } from "./support/policies.ts";
import { ONE_DESTINATION, synthesized } from "./support/synthesized.ts";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:security-alarms";
const runbook = readFileSync(path.join(__dirname, "../../docs/runbook.md"), "utf8");

const metric = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
});

const alarmProperties = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Threshold: z.number(),
  TreatMissingData: z.string(),
  EvaluationPeriods: z.number(),
  AlarmActions: z.array(z.string()).optional(),
  OKActions: z.array(z.string()).optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Metrics: z.array(z.object({ MetricStat: z.object({ Metric: metric }).optional() })).optional(),
});

function alarmsOf(forwarder: object) {
  return Object.values(synthesized(forwarder).template.Resources)
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => alarmProperties.parse(Properties));
}

function dashboardText(): string {
  const [body] = Object.values(synthesized(ONE_DESTINATION).template.Resources)
    .filter(({ Type }) => Type === "AWS::CloudWatch::Dashboard")
    .map(({ Properties }) => String(render(Properties?.DashboardBody)));
  return body ?? "";
}

describe("the alarms of a pipeline", () => {
  const alarms = alarmsOf({ ...ONE_DESTINATION, alarms: { topicArn: TOPIC, oldestMessageMinutes: 20 } });

  it("are these, by name", () => {
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
      "CloudTrailForwarder-main-DeadLetterQueueNotEmpty",
      "CloudTrailForwarder-main-OldestMessageTooOld",
      "CloudTrailForwarder-main-BooksDoNotBalance",
      "CloudTrailForwarder-main-ConfigErrors",
      "CloudTrailForwarder-main-LedgerUnavailable",
      "CloudTrailForwarder-main-Rejects",
      "CloudTrailForwarder-main-UnknownKind",
      "CloudTrailForwarder-main-NothingDelivered",
      "CloudTrailForwarder-main-NothingArrives",
      "CloudTrailForwarder-main-QuietSources",
      "CloudTrailForwarder-main-FunctionErrors",
      "CloudTrailForwarder-main-FunctionThrottles",
    ]);
  });

  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm] as const))(
    "%s has a severity and a runbook section that says the same",
    (name, alarm) => {
      const section = name.split("-").at(-1) ?? "";
      const severity = /^\[(high|medium)\] .* Runbook: docs\/runbook\.md#(\S+)$/.exec(alarm.AlarmDescription);

      expect(severity?.[2]).toBe(section.toLowerCase());
      const text = runbook.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? "";
      expect(text).toContain(`**Severity** ${severity?.[1]}.`);
      for (const part of ["**Description.**", "**Investigation.**", "**Resolution.**"])
        expect(text).toContain(part);
    },
  );

  it("notify the topic when raised and when over", () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toEqual([TOPIC]);
      expect(alarm.OKActions).toEqual([TOPIC]);
    }
  });

  it("only change state when no topic is given", () => {
    for (const alarm of alarmsOf(ONE_DESTINATION)) expect(alarm.AlarmActions).toBeUndefined();
  });

  it("take total silence for an alarm, over the configured hours", () => {
    const [silence] = alarmsOf({ ...ONE_DESTINATION, alarms: { silentAfterHours: 30 } }).filter(
      ({ AlarmName }) => AlarmName.endsWith("NothingArrives"),
    );
    expect(silence).toMatchObject({ EvaluationPeriods: 30, TreatMissingData: "breaching", Threshold: 0 });
    expect(JSON.stringify(silence?.Metrics)).toContain('"MetricName":"NumberOfMessagesSent"');
  });

  it("watch the sources once for all destinations, and not at all without a ledger or when switched off", () => {
    const main = ONE_DESTINATION.destinations.main;
    const named = (forwarder: object) =>
      alarmsOf(forwarder).flatMap(({ AlarmName }) => (AlarmName.endsWith("QuietSources") ? [AlarmName] : []));
    expect(named({ destinations: { one: main, two: main } })).toEqual([
      "CloudTrailForwarder-one-QuietSources",
    ]);
    expect(named({ ...ONE_DESTINATION, ledger: { enabled: false } })).toEqual([]);
    expect(named({ ...ONE_DESTINATION, alarms: { quietSources: { enabled: false } } })).toEqual([]);
  });

  it("measure age in seconds", () => {
    expect(alarms.find(({ AlarmName }) => AlarmName.endsWith("OldestMessageTooOld"))?.Threshold).toBe(1200);
  });

  it("watch metrics that the function emits, with the dimensions it gives them", () => {
    const names = new Set<string>(Object.values(METRICS));
    const ours = alarms
      .flatMap((alarm) => [
        metric.safeParse(alarm).data,
        ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric),
      ])
      .filter((found) => found?.Namespace === METRIC_NAMESPACE);

    expect(ours).toHaveLength(10);
    for (const found of ours) {
      expect(names).toContain(found?.MetricName);
      expect(found?.Dimensions).toEqual([
        { Name: "pipeline", Value: "main" },
        { Name: "service", Value: "cloudtrail-forwarder" },
      ]);
    }
  });
});

describe("the fault cases", () => {
  it("promise no alarm that does not exist, and none without its name", () => {
    const alarms = alarmsOf(ONE_DESTINATION).map(({ AlarmName }) => AlarmName.split("-").at(-1));
    const promised = faultCases().filter(({ outcome }) => outcome.includes("ALARM"));

    expect(promised.length).toBeGreaterThan(10);
    for (const { ids, outcome } of promised) {
      const [, name] = /ALARM\((\w+)\)/.exec(outcome) ?? [];
      expect({ ids, outcome, exists: alarms.includes(name) }).toMatchObject({ exists: true });
    }
  });
});

describe("the runbook", () => {
  it("has no section for an alarm that does not exist", () => {
    const sections = [...runbook.matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
    const alarms = alarmsOf(ONE_DESTINATION).map(({ AlarmName }) => AlarmName.split("-").at(-1));

    expect(sections.sort()).toEqual(alarms.sort());
  });
});

describe("the dashboard", () => {
  it("answers in the order in which an operator asks", () => {
    const headings = [...dashboardText().matchAll(/## ([^"\\]+)/g)].map(([, text]) => text);

    expect(headings).toEqual([
      "Does it flow?",
      "How late?",
      "What was refused?",
      "How is the destination?",
      "What was altered, and what looks odd?",
    ]);
  });

  it("shows every metric that the function emits", () => {
    const text = dashboardText();

    expect(Object.values(METRICS).filter((name) => !text.includes(`"${name}"`))).toEqual([]);
  });
});
