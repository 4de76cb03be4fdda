import { AwsError, notImplemented } from "../aws/aws-error.ts";
import { childrenOf, childText, type XmlContent, type XmlNode } from "../aws/xml.ts";
import { invalidArgument } from "./s3-errors.ts";

/** One rule of a bucket's notification configuration. */
export interface NotificationRule {
  readonly id: string;
  readonly kind: "queue" | "topic";
  readonly targetArn: string;
  /** As configured, for example `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

const KINDS = {
  QueueConfiguration: { kind: "queue", target: "Queue" },
  TopicConfiguration: { kind: "topic", target: "Topic" },
} as const;

/** Reads a `NotificationConfiguration` document. Lambda and EventBridge targets answer 501. */
export function parseNotificationRules(document: XmlNode): NotificationRule[] {
  if (document.name !== "NotificationConfiguration")
    throw new AwsError("MalformedXML", 400, "expected NotificationConfiguration");
  return document.children.map((element, index) => {
    const shape = Object.hasOwn(KINDS, element.name) ? KINDS[element.name as keyof typeof KINDS] : undefined;
    if (!shape) throw notImplemented(`s3 notifications with ${element.name}`);
    const { prefix, suffix } = parseFilter(element);
    return {
      id: childText(element, "Id") ?? `rule-${index + 1}`,
      kind: shape.kind,
      targetArn: childText(element, shape.target) ?? "",
      events: childrenOf(element, "Event").map((event) => event.text),
      prefix,
      suffix,
    };
  });
}

function parseFilter(rule: XmlNode): { prefix: string; suffix: string } {
  const found = { prefix: "", suffix: "" };
  for (const filter of childrenOf(rule, "Filter"))
    for (const key of childrenOf(filter, "S3Key"))
      for (const filterRule of childrenOf(key, "FilterRule")) {
        const name = childText(filterRule, "Name")?.toLowerCase();
        if (name !== "prefix" && name !== "suffix")
          throw invalidArgument("filter rule name must be either prefix or suffix");
        found[name] = childText(filterRule, "Value") ?? "";
      }
  return found;
}

/** The same document again, for GetBucketNotificationConfiguration. */
export function notificationContent(rules: readonly NotificationRule[]): XmlContent {
  const render = (rule: NotificationRule, target: string): XmlContent => ({
    Id: rule.id,
    [target]: rule.targetArn,
    Event: rule.events,
    Filter: rule.prefix || rule.suffix ? { S3Key: { FilterRule: filterRules(rule) } } : undefined,
  });
  return {
    TopicConfiguration: rules.filter((rule) => rule.kind === "topic").map((rule) => render(rule, "Topic")),
    QueueConfiguration: rules.filter((rule) => rule.kind === "queue").map((rule) => render(rule, "Queue")),
  };
}

function filterRules({ prefix, suffix }: NotificationRule): XmlContent[] {
  const rules = [
    { Name: "Prefix", Value: prefix },
    { Name: "Suffix", Value: suffix },
  ];
  return rules.filter((rule) => rule.Value !== "");
}

/** Whether a rule wants to hear of this. `eventName` carries no `s3:` in front, as in notifications. */
export function wants(rule: NotificationRule, eventName: string, key: string): boolean {
  return (
    rule.events.some((pattern) => eventMatches(pattern, eventName)) &&
    key.startsWith(rule.prefix) &&
    key.endsWith(rule.suffix)
  );
}

function eventMatches(pattern: string, eventName: string): boolean {
  const name = pattern.replace(/^s3:/, "");
  return name.endsWith("*") ? eventName.startsWith(name.slice(0, -1)) : name === eventName;
}

/**
 * Checks a whole configuration as S3 does: targets exist, events are known, and no two rules want the same key and event.
 * @throws {AwsError} `InvalidArgument`; nothing is changed then.
 */
export function checkRules(
  rules: readonly NotificationRule[],
  targetExists: (targetArn: string) => boolean,
): void {
  for (const rule of rules) {
    if (
      rule.events.length === 0 ||
      !rule.events.every((event) => /^s3:[A-Z][A-Za-z]+(:(\*|[A-Z][A-Za-z]+))?$/.test(event))
    )
      throw invalidArgument("A specified event is not supported for notifications.");
    if (!targetExists(rule.targetArn))
      throw invalidArgument("Unable to validate the following destination configurations", {
        ArgumentName1: rule.targetArn,
        ArgumentValue1: "The destination queue or topic does not exist",
      });
  }
  for (const [index, rule] of rules.entries())
    if (rules.slice(index + 1).some((other) => overlaps(rule, other)))
      throw invalidArgument(
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
      );
}

function overlaps(a: NotificationRule, b: NotificationRule): boolean {
  const sameEvent = a.events.some((one) =>
    b.events.some((other) => eventMatches(one, bare(other)) || eventMatches(other, bare(one))),
  );
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixes = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return sameEvent && prefixes && suffixes;
}

function bare(event: string): string {
  return event.replace(/^s3:/, "").replace(/\*$/, "");
}
