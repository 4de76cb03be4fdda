import Table from "cli-table3";
import pc from "picocolors";
import type { ArrivalCounts } from "../arrivals/arrivals.ts";
import type { ChaosReport } from "../chaos/chaos-report.ts";
import type { RunResult } from "./run-options.ts";

/** The table a run ends with, and what somebody should do about it. */
export function formatResult(result: RunResult): string {
  const { report, imbalances, unannounced, problems, ageLimit } = result;
  const lines = [formatTable(result)];
  const reasons = Object.entries(report.reasons).sort(([, a], [, b]) => b - a);
  if (reasons.length > 0)
    lines.push(`reasons: ${reasons.map(([reason, count]) => `${reason} ${number(count)}`).join(", ")}`);
  if (ageLimit)
    lines.push(
      `The samples were dated anew to end now: ${ageLimit.name} (${ageLimit.type}) refuses events older than ${ageLimit.hours} hours.`,
    );
  else if (report.reasons.event_too_old)
    lines.push(
      pc.yellow(
        "Events older than their destination takes were rejected, as they would be on AWS; without --input the samples are dated anew.",
      ),
    );
  for (const { level, text } of problems.slice(0, 5))
    lines.push(`${level === "ERROR" ? pc.red("error") : pc.yellow("warning")}: ${text.slice(0, 400)}`);
  if (unannounced.length > 0)
    lines.push(
      pc.yellow(
        `no notification rule wants these uploads (${number(unannounced.length)}), so nobody was told of them: ${unannounced.slice(0, 3).join(", ")}${unannounced.length > 3 ? ", …" : ""}`,
      ),
    );
  lines.push(
    report.balanced
      ? pc.green("The books balance: read = delivered + filtered + rejected.")
      : pc.red(`The books do not balance: ${imbalances.join("; ")}.`),
  );
  if (report.chaos) lines.push(...formatChaos(report.chaos));
  if (report.dlq > 0)
    lines.push(
      pc.red(`${number(report.dlq)} messages ended in the dead-letter queue; the function's log says why.`),
    );
  for (const [name, { type, place }] of result.arrived)
    lines.push(`${name} (${type}): ${place}; events: ${result.arrivalFiles.get(name)}`);
  if (result.eventsFile) lines.push(`events: ${result.eventsFile}`);
  lines.push(`function log: ${result.logFile}`);
  if (result.keptFolder) lines.push(`synthesized stack: ${result.keptFolder}`);
  return `${lines.join("\n")}\n`;
}

function formatChaos({
  spec,
  injected,
  expected,
  distinct,
  lost,
  duplicates,
  redriven,
}: ChaosReport): string[] {
  const faults = Object.entries(injected).map(([name, count]) => `${name} ${number(count)}`);
  const arrived = `${number(distinct)} of ${number(expected)} events arrived, ${number(duplicates)} of them again`;
  return [
    `chaos ${spec}: ${faults.join(", ") || "nothing went wrong"}`,
    ...(redriven > 0 ? [`${number(redriven)} messages came back from the dead-letter queue`] : []),
    lost === 0 ? pc.green(`Nothing lost: ${arrived}.`) : pc.red(`${number(lost)} events lost: ${arrived}.`),
  ];
}

function formatTable({ report, stackName, memoryMb, received, arrived }: RunResult): string {
  const { records } = report;
  const table = new Table({
    style: { head: [], border: [] },
    colAligns: ["left", "right"],
    // One box without lines between the rows.
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  table.push(
    ["stack", stackName],
    ["objects", number(report.objects)],
    ["messages", number(report.messages)],
    ["records read", number(records.read)],
    ["records delivered", number(records.delivered)],
    ["records filtered", number(records.filtered)],
    ["records rejected", number(records.rejected)],
    ["bytes read", bytes(report.bytes)],
    ["requests", number(report.requests)],
    ["invocations", number(report.invocations)],
    ["duration", `${(report.durationMs / 1000).toFixed(1)} s`],
    ["peak memory", `${number(report.peakRssMb)} of ${number(memoryMb)} MB`],
    ["dead letters", number(report.dlq)],
  );
  if (received) table.push(["events received", arrivals(received)]);
  for (const [name, counts] of arrived) table.push([`arrived at ${name}`, arrivals(counts)]);
  return table.toString();
}

function arrivals({ events, duplicates }: ArrivalCounts): string {
  return `${number(events)}${duplicates > 0 ? ` (${number(duplicates)} twice)` : ""}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function bytes(value: number): string {
  if (value < 1e6) return `${(value / 1e3).toFixed(1)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(2)} GB`;
}
