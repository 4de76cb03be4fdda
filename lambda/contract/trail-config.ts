import { z } from "zod";

/** What a created trail records. Left out as a whole, it records every management event and nothing else. */

const texts = (description: string) => z.array(z.string().min(1)).min(1).optional().meta({ description });

const dataEvents = z.strictObject({
  name: z.string().min(1).max(1000).optional().meta({ description: "A name for this selection." }),
  type: z
    .string()
    .regex(/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/, { error: "expected a resource type such as AWS::S3::Object" })
    .meta({ description: "Resource type whose data events are recorded.", examples: ["AWS::S3::Object"] }),
  arnStartsWith: texts("Only resources whose ARN starts with one of these."),
  arnNotStartsWith: texts("No resource whose ARN starts with one of these."),
  eventNames: texts("Only these API calls."),
  readOnly: z.boolean().optional().meta({ description: "Only reads (true) or only writes (false)." }),
});

const networkActivity = z.strictObject({
  eventSource: z
    .string()
    .regex(/^[a-z0-9-]+\.amazonaws\.com$/, { error: "expected an event source such as ec2.amazonaws.com" })
    .meta({ description: "Service whose calls through VPC endpoints are recorded." }),
  deniedOnly: z.boolean().default(false).meta({
    description: "Only calls that a VPC endpoint policy denied (`VpceAccessDenied`).",
  }),
  vpcEndpointIds: texts("Only calls through these endpoints."),
});

export const trailConfig = z.strictObject({
  management: z.enum(["all", "read", "write", "none"]).default("all").meta({
    description: "Which management events are recorded.",
  }),
  excludeManagementSources: z
    .array(z.enum(["kms.amazonaws.com", "rdsdata.amazonaws.com"]))
    .default([])
    .meta({
      description: "Services whose management events are left out; the two that CloudTrail allows to be.",
    }),
  dataEvents: z.array(dataEvents).default([]).meta({
    description:
      "Data events that are recorded besides. The forwarder's own calls are left out of them, else each delivery would cause the next.",
  }),
  networkActivity: z.array(networkActivity).default([]).meta({
    description: "Network activity events that are recorded besides.",
  }),
  insights: z
    .array(z.enum(["ApiCallRateInsight", "ApiErrorRateInsight"]))
    .default([])
    .meta({ description: "Insights that CloudTrail draws from management events." }),
  aggregation: z
    .array(z.enum(["API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"]))
    .default([])
    .meta({ description: "Five-minute summaries that CloudTrail makes of data events." }),
});

export type TrailConfig = z.output<typeof trailConfig>;
