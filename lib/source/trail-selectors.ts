import type { CfnTrail } from "aws-cdk-lib/aws-cloudtrail";
import type { TrailConfig } from "../../lambda/contract/trail-config.ts";

type Selector = CfnTrail.AdvancedEventSelectorProperty;
type Field = CfnTrail.AdvancedFieldSelectorProperty;

/**
 * Advanced event selectors for what a trail records; undefined when that is every management event, which is what a
 * trail without selectors does.
 *
 * Data events of these callers are left out: each of their calls would be recorded, delivered, read and so be the
 * cause of the next. Source of the fields: "AdvancedFieldSelector" in the CloudTrail API reference.
 */
export function eventSelectors(
  config: TrailConfig | undefined,
  excludedCallers: readonly string[],
): Selector[] | undefined {
  if (!config) return undefined;
  const { management, excludeManagementSources, dataEvents, networkActivity } = config;
  const isDefault = management === "all" && excludeManagementSources.length === 0;
  if (isDefault && dataEvents.length === 0 && networkActivity.length === 0) return undefined;
  return [
    ...managementSelectors(config),
    ...dataEvents.map((events) => dataSelector(events, excludedCallers)),
    ...networkActivity.map(networkSelector),
  ];
}

function managementSelectors({ management, excludeManagementSources }: TrailConfig): Selector[] {
  if (management === "none") return [];
  const fieldSelectors: Field[] = [{ field: "eventCategory", equalTo: ["Management"] }];
  if (management !== "all")
    fieldSelectors.push({ field: "readOnly", equalTo: [String(management === "read")] });
  if (excludeManagementSources.length > 0)
    fieldSelectors.push({ field: "eventSource", notEquals: [...excludeManagementSources] });
  return [{ name: "Management events", fieldSelectors }];
}

function dataSelector(
  events: TrailConfig["dataEvents"][number],
  excludedCallers: readonly string[],
): Selector {
  const { name, type, arnStartsWith, arnNotStartsWith, eventNames, readOnly } = events;
  const fieldSelectors: Field[] = [
    { field: "eventCategory", equalTo: ["Data"] },
    { field: "resources.type", equalTo: [type] },
  ];
  if (arnStartsWith || arnNotStartsWith)
    fieldSelectors.push({
      field: "resources.ARN",
      startsWith: arnStartsWith,
      notStartsWith: arnNotStartsWith,
    });
  if (eventNames) fieldSelectors.push({ field: "eventName", equalTo: eventNames });
  if (readOnly !== undefined) fieldSelectors.push({ field: "readOnly", equalTo: [String(readOnly)] });
  if (excludedCallers.length > 0)
    fieldSelectors.push({ field: "userIdentity.arn", notStartsWith: [...excludedCallers] });
  return { name: name ?? `Data events of ${type}`, fieldSelectors };
}

function networkSelector(activity: TrailConfig["networkActivity"][number]): Selector {
  const { eventSource, deniedOnly, vpcEndpointIds } = activity;
  const fieldSelectors: Field[] = [
    { field: "eventCategory", equalTo: ["NetworkActivity"] },
    { field: "eventSource", equalTo: [eventSource] },
  ];
  if (deniedOnly) fieldSelectors.push({ field: "errorCode", equalTo: ["VpceAccessDenied"] });
  if (vpcEndpointIds) fieldSelectors.push({ field: "vpcEndpointId", equalTo: vpcEndpointIds });
  return { name: `Network activity of ${eventSource}`, fieldSelectors };
}
