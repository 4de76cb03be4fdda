import { foreignAccount } from "../identity.ts";
import { instant, type SampleRecord, type Scene } from "../scene.ts";
import { PARTNER_ACCOUNT } from "../world.ts";

/** Records of the kinds that have their own folders. */

/** A call through a VPC endpoint; the caller of another account is refused by the endpoint's policy. */
export function networkActivity(scene: Scene): SampleRecord {
  const { random, account } = scene;
  const isDenied = random.chance(0.3);
  const session = random.pick(account.sessions);
  return {
    eventVersion: "1.09",
    userIdentity: isDenied
      ? foreignAccount(scene, PARTNER_ACCOUNT).identity
      : {
          type: "AssumedRole",
          principalId: `${session.roleId}:${session.name}`,
          arn: `arn:aws:sts::${account.id}:assumed-role/${session.role}/${session.name}`,
          accountId: account.id,
        },
    eventTime: instant(scene.timeMs),
    eventSource: random.pick(["s3.amazonaws.com", "kms.amazonaws.com", "secretsmanager.amazonaws.com"]),
    eventName: random.pick(["GetObject", "Decrypt", "GetSecretValue"]),
    awsRegion: scene.region,
    sourceIPAddress: `10.0.${random.int(0, 3)}.${random.int(4, 250)}`,
    ...(isDenied
      ? { errorCode: "VpceAccessDenied", errorMessage: "The request was denied due to a VPC endpoint policy" }
      : {}),
    requestParameters: null,
    responseElements: null,
    requestID: random.uuid(),
    eventID: random.uuid(),
    eventType: "AwsVpceEvent",
    recipientAccountId: account.id,
    sharedEventID: random.uuid(),
    vpcEndpointId: account.endpoints[1],
    vpcEndpointAccountId: account.id,
    eventCategory: "NetworkActivity",
  };
}

/** The first and the last record of one unusual rate. */
export function insightPair(scene: Scene): SampleRecord[] {
  const { random, account } = scene;
  const sharedEventID = random.uuid();
  const isErrorRate = random.chance(0.4);
  const [eventName, errorCode] = isErrorRate
    ? ["DescribeInstances", "ThrottlingException"]
    : ["RunInstances", undefined];
  const baseline = random.int(2, 900) / 1_000_000;
  const minutes = random.int(1, 12);
  const average = random.int(20, 400) / 10;
  const record = (state: "Start" | "End", ms: number): SampleRecord => ({
    eventVersion: "1.09",
    eventTime: instant(ms),
    awsRegion: scene.region,
    eventID: random.uuid(),
    eventType: "AwsCloudTrailInsight",
    recipientAccountId: account.id,
    sharedEventID,
    insightDetails: {
      state,
      eventSource: "ec2.amazonaws.com",
      eventName,
      insightType: isErrorRate ? "ApiErrorRateInsight" : "ApiCallRateInsight",
      ...(errorCode ? { errorCode } : {}),
      sourceEventCategory: "Management",
      insightContext: {
        statistics: {
          baseline: { average: baseline },
          insight: { average },
          ...(state === "End" ? { insightDuration: minutes } : {}),
          baselineDuration: 10_080,
        },
        attributions: [
          {
            attribute: "userIdentityArn",
            insight: [
              { value: `arn:aws:sts::${account.id}:assumed-role/DeployPipeline/release-train`, average },
            ],
            baseline: [
              {
                value: `arn:aws:sts::${account.id}:assumed-role/DeployPipeline/release-train`,
                average: baseline,
              },
            ],
          },
          {
            attribute: "userAgent",
            insight: [{ value: "autoscaling.amazonaws.com", average }],
            baseline: [],
          },
          { attribute: "errorCode", insight: [{ value: errorCode ?? "null", average }], baseline: [] },
        ],
      },
    },
    eventCategory: "Insight",
  });
  return [record("Start", scene.timeMs), record("End", scene.timeMs + minutes * 60_000)];
}

/** What happened to one service's data within five minutes, in numbers. */
export function aggregated(scene: Scene): SampleRecord {
  const { random, account } = scene;
  const startMs = Math.floor(scene.timeMs / 300_000) * 300_000;
  const [puts, gets] = [random.int(10, 4_000), random.int(10, 90_000)];
  return {
    eventVersion: "1.0",
    accountId: account.id,
    eventId: random.uuid(),
    eventCategory: "Aggregated",
    eventType: "AwsAggregatedEvent",
    awsRegion: scene.region,
    eventSource: "s3.amazonaws.com",
    timeWindow: { windowStart: instant(startMs), windowEnd: instant(startMs + 300_000), windowSize: "PT5M" },
    summary: {
      primaryDimension: {
        dimension: "eventName",
        statistics: [
          { name: "PutObject", value: puts },
          { name: "GetObject", value: gets },
        ],
        aggregationType: "Count",
      },
      details: [
        {
          dimension: "resourceARN",
          statistics: [
            { name: `arn:aws:s3:::${account.buckets[0]}`, value: gets },
            { name: `arn:aws:s3:::${account.buckets[1]}`, value: puts },
          ],
          aggregationType: "Count",
        },
      ],
    },
  };
}
