import type { EventRule } from "../events/event-rules.ts";
import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./read-template.ts";
import { isProperties, type Properties, TemplateError } from "./template.ts";

const KNOWN = ["Name", "Description", "EventPattern", "Targets", "State", "Tags"];
const KNOWN_OF_TARGET = ["Id", "Arn", "DeadLetterConfig"];

/** Rules of the default event bus that send whole events to queues. */
export function readEventRules(ofType: ResourcesOfType, intrinsics: Intrinsics): EventRule[] {
  return ofType("AWS::Events::Rule")
    .filter(({ properties }) => properties.State !== "DISABLED")
    .map(({ logicalId, properties }) => {
      const targets = Array.isArray(properties.Targets) ? properties.Targets.filter(isProperties) : [];
      const unknown =
        otherThan(KNOWN, properties) ??
        targets.map((target) => otherThan(KNOWN_OF_TARGET, target)).find(Boolean);
      if (unknown || !isProperties(properties.EventPattern))
        throw new TemplateError(
          `${logicalId} (AWS::Events::Rule): only rules with an event pattern that send whole events to queues are emulated${unknown ? `, not ${unknown}` : ""}`,
        );
      return {
        name: intrinsics.nameOf(logicalId),
        pattern: properties.EventPattern,
        queueArns: targets.map(({ Arn }) => String(Arn)),
      };
    });
}

function otherThan(known: readonly string[], properties: Properties): string | undefined {
  return Object.keys(properties).find((name) => !known.includes(name));
}
