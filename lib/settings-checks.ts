import { rideThroughSeconds, settingsToRide } from "../lambda/contract/backoff.ts";
import { type ForwarderConfig, pipelinesOf } from "../lambda/contract/config.ts";
import { acceptedFormats } from "../lambda/contract/format-fit.ts";
import { problem } from "./config-problems.ts";
import { checkDestinations } from "./destination-checks.ts";
import { deadLetterQueueName, MAX_QUEUE_NAME, MAX_STACK_NAME, pascalCase } from "./names.ts";
import { checkSource } from "./source-checks.ts";

/** Rules between settings: each alone is legal, together they could not work. */

type Check = (config: ForwarderConfig) => string | undefined;

/** The visibility timeout of the queue, given or derived, in seconds. */
export function visibilityTimeoutSeconds(config: ForwarderConfig): number {
  return config.queue.visibilityTimeoutSeconds ?? leastVisibility(config);
}

/** One sentence for every rule that the settings break. */
export function checkSettings(config: ForwarderConfig): string[] {
  const general = CHECKS.map((check) => check(config)).filter((found) => found !== undefined);
  return [...general, ...checkSource(config.source), ...checkDestinations(config)];
}

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
function leastVisibility({ function: fn }: ForwarderConfig): number {
  return 6 * fn.timeoutSeconds + fn.batchWindowSeconds;
}

const CHECKS: readonly Check[] = [
  function visibilityCoversRetries(config) {
    const least = leastVisibility(config);
    const { timeoutSeconds, batchWindowSeconds } = config.function;
    const seconds = visibilityTimeoutSeconds(config);
    if (seconds >= least) return undefined;
    return problem(
      ["queue", "visibilityTimeoutSeconds"],
      `at least ${least} (6 × function.timeoutSeconds ${timeoutSeconds} + function.batchWindowSeconds ${batchWindowSeconds})`,
      String(seconds),
    );
  },

  // A message keeps its first enqueue time when it moves to the dead-letter queue.
  function deadLettersOutliveMessages({ queue }) {
    if (queue.dlqRetentionDays > queue.retentionDays) return undefined;
    return problem(
      ["queue", "dlqRetentionDays"],
      `more than queue.retentionDays ${queue.retentionDays}, because a message takes its age along`,
      String(queue.dlqRetentionDays),
    );
  },

  function logFilesOutliveMessages({ source, queue }) {
    const least = queue.retentionDays + queue.dlqRetentionDays + 1;
    if (source.mode !== "create" || source.retentionDays >= least) return undefined;
    return problem(
      ["source", "retentionDays"],
      `at least ${least} (queue.retentionDays ${queue.retentionDays} + queue.dlqRetentionDays ${queue.dlqRetentionDays} + 1), so that no message outlives its log file`,
      String(source.retentionDays),
    );
  },

  // A message that comes back by a redrive is as old as both queues let it become.
  function ledgerOutlivesMessages({ ledger, queue }) {
    const least = queue.retentionDays + queue.dlqRetentionDays + 1;
    if (!ledger.enabled || ledger.retentionDays >= least) return undefined;
    return problem(
      ["ledger", "retentionDays"],
      `at least ${least} (queue.retentionDays ${queue.retentionDays} + queue.dlqRetentionDays ${queue.dlqRetentionDays} + 1), so that late duplicates are recognised`,
      String(ledger.retentionDays),
    );
  },

  function quietSourcesAreForgottenLater({ alarms: { quietSources } }) {
    const { enabled, afterHours, forgetAfterDays } = quietSources;
    if (!enabled || forgetAfterDays * 24 > afterHours) return undefined;
    return problem(
      ["alarms", "quietSources", "forgetAfterDays"],
      `more days than alarms.quietSources.afterHours ${afterHours}, or nobody would ever be missed`,
      String(forgetAfterDays),
    );
  },

  function expectedSourcesNeedLedger({ alarms: { quietSources }, ledger }) {
    const { enabled, expected } = quietSources;
    if (expected.length === 0 || (enabled && ledger.enabled)) return undefined;
    return problem(
      ["alarms", "quietSources", "expected"],
      "alarms.quietSources.enabled and ledger.enabled, where it is remembered who wrote",
      enabled ? "ledger.enabled false" : "alarms.quietSources.enabled false",
    );
  },

  function largeBatchesNeedWindow({ function: fn }) {
    if (fn.batchSize <= 10 || fn.batchWindowSeconds >= 1) return undefined;
    return problem(
      ["function", "batchWindowSeconds"],
      `at least 1 when function.batchSize is above 10 (it is ${fn.batchSize})`,
      String(fn.batchWindowSeconds),
    );
  },

  function outagesAreRiddenThrough({ queue }) {
    const { maxReceives, retentionDays, rideThroughHours } = queue;
    const hours = rideThroughSeconds(queue) / 3600;
    if (hours >= rideThroughHours) return undefined;
    const least = settingsToRide(rideThroughHours * 3600);
    const advice = [
      ...(maxReceives < least.maxReceives ? [`queue.maxReceives ${least.maxReceives}`] : []),
      ...(retentionDays < least.retentionDays ? [`queue.retentionDays ${least.retentionDays}`] : []),
    ].join(" and ");
    return problem(
      ["queue", "rideThroughHours"],
      `at most ${Math.floor(hours * 10) / 10}, which is how long queue.maxReceives ${maxReceives} and queue.retentionDays ${retentionDays} let a destination be down (${rideThroughHours} hours need ${advice})`,
      String(rideThroughHours),
    );
  },

  function quarantineBeforeDeadLetters({ queue }) {
    if (queue.quarantineAfterReceives < queue.maxReceives) return undefined;
    return problem(
      ["queue", "quarantineAfterReceives"],
      `less than queue.maxReceives ${queue.maxReceives}`,
      String(queue.quarantineAfterReceives),
    );
  },

  function stackNameFitsBucketName({ stackName, source }) {
    if (source.mode !== "create" || source.bucketName !== undefined) return undefined;
    if (stackName.length <= MAX_STACK_NAME) return undefined;
    return problem(
      ["stackName"],
      `at most ${MAX_STACK_NAME} characters, so that <stackName>-logs-<account>-<region> is a bucket name, or a source.bucketName`,
      `${stackName.length} characters`,
    );
  },

  function unitsAreKnown({ source, destinations, enrich }) {
    const label = Object.keys(source.tenants).find(
      (name) => (source.tenants[name]?.organizationalUnits.length ?? 0) > 0,
    );
    if (label === undefined) return undefined;
    const [name, entry] =
      Object.entries(destinations).find(([, own]) => (own.enrich ?? enrich)?.accounts === undefined) ?? [];
    if (name === undefined) return undefined;
    return problem(
      entry?.enrich ? ["destinations", name, "enrich", "accounts"] : ["enrich", "accounts"],
      `the account directory, because the tenant ${JSON.stringify(label)} is told by organizational units`,
      "nothing",
    );
  },

  function queueNamesFit(config) {
    const longest = Object.keys(config.destinations)
      .map((name) => deadLetterQueueName(config, name))
      .find((name) => name.length > MAX_QUEUE_NAME);
    if (longest === undefined) return undefined;
    return problem(
      ["stackName"],
      `a name so short that "${longest}" has at most ${MAX_QUEUE_NAME} characters`,
      `${longest.length} characters`,
    );
  },

  function formatsFitDestinations(config) {
    for (const { name, destination, format } of pipelinesOf(config)) {
      const accepted = acceptedFormats(destination);
      if (!accepted.includes(format.type))
        return problem(
          ["destinations", name, "format"],
          `one of ${accepted.join(", ")}, which is what "${destination.type}" with these options can carry`,
          JSON.stringify(format.type),
        );
    }
    return undefined;
  },

  function pipelineNamesStayApart({ destinations }) {
    const seen = new Map<string, string>();
    for (const name of Object.keys(destinations)) {
      const other = seen.get(pascalCase(name));
      if (other !== undefined)
        return problem(
          ["destinations", name],
          `a name that differs from "${other}" in more than its dashes`,
          JSON.stringify(name),
        );
      seen.set(pascalCase(name), name);
    }
    return undefined;
  },
];
