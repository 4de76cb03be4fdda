import { adoptedBuckets, keyChoiceOf, routeOf, type SourceConfig } from "../lambda/contract/source-config.ts";
import { problem } from "./config-problems.ts";
import { logFolder } from "./policies/cloudtrail-delivery.ts";

/** Rules between the settings of the source. Each sentence says which choice would work instead. */

type Check = (source: SourceConfig) => string[];

/** One sentence for every rule that the source's settings break. */
export function checkSource(source: SourceConfig): string[] {
  return CHECKS.flatMap((check) => check(source));
}

const CREATE_ONLY = [
  "trailName",
  "trail",
  "organizationId",
  "managementAccount",
  "objectLock",
  "replication",
] as const;
const ADOPT_ONLY = ["buckets", "bucketRole", "trailArn"] as const;

const CHECKS: readonly Check[] = [
  function optionsFitMode(source) {
    const isCreate = source.mode === "create";
    return (isCreate ? ADOPT_ONLY : CREATE_ONLY)
      .filter((key) => source[key] !== undefined)
      .map((key) =>
        problem(
          ["source", key],
          `nothing, because it belongs to source.mode "${isCreate ? "adopt" : "create"}"`,
          `a value in mode "${source.mode}"`,
        ),
      );
  },

  function adoptNamesBuckets(source) {
    if (source.mode !== "adopt") return [];
    if (source.buckets && source.bucketName !== undefined)
      return [problem(["source", "bucketName"], "nothing when source.buckets is given", "both")];
    if (adoptedBuckets(source).length > 0) return [];
    return [
      problem(["source", "bucketName"], "the bucket to adopt (or source.buckets for several)", "nothing"),
    ];
  },

  function bucketsCarryTheirOwn(source) {
    if (!source.buckets) return [];
    return (["key", "prefix"] as const)
      .filter((name) => source[name] !== undefined && source[name] !== "")
      .map((name) =>
        problem(
          ["source", name],
          `nothing when source.buckets is given; each bucket has its own ${name === "key" ? "keyArn" : "prefix"}`,
          "a value",
        ),
      );
  },

  function foldersDoNotOverlap(source) {
    const folders = adoptedBuckets(source).map(({ name, prefix }) => `${name}/${logFolder(prefix)}`);
    const repeated = folders.findIndex((folder, index) => folders.indexOf(folder) !== index);
    if (repeated === -1) return [];
    return [
      problem(
        ["source", "buckets", repeated],
        "each bucket and prefix once",
        `s3://${folders[repeated]} again`,
      ),
    ];
  },

  function signedMessagesComeThroughTopic(source) {
    const route = routeOf(source);
    if (!source.verifySnsSignature || route === "sns" || route === "cloudtrail-sns") return [];
    return [
      problem(
        ["source", "verifySnsSignature"],
        'false, or source.notifications "sns" or "cloudtrail-sns": nobody else signs messages',
        `true with "${route}"`,
      ),
    ];
  },

  function adoptedKeyExists(source) {
    if (source.mode !== "adopt" || source.key !== "create") return [];
    return [
      problem(
        ["source", "key"],
        '"none", or the ARN or alias of the key that the adopted bucket uses',
        '"create"; a new key would not decrypt files that exist',
      ),
    ];
  },

  function routeHasTopic(source) {
    const route = routeOf(source);
    const usesTopic = route === "sns" || route === "cloudtrail-sns";
    if (source.topicArn !== undefined && !usesTopic)
      return [
        problem(
          ["source", "topicArn"],
          'nothing, or source.notifications "sns" or "cloudtrail-sns"',
          `a topic with "${route}"`,
        ),
      ];
    if (source.mode !== "adopt" || !usesTopic || source.topicArn !== undefined) return [];
    const publisher = route === "sns" ? "the bucket" : "the trail";
    return [
      problem(
        ["source", "topicArn"],
        `the topic that ${publisher} publishes to already; without one, use "eventbridge" or "s3"`,
        "nothing",
      ),
    ];
  },

  // Events of a bucket appear on the event bus of its own account and region, nowhere else.
  function eventBridgeStaysAtHome(source) {
    if (routeOf(source) !== "eventbridge") return [];
    return adoptedBuckets(source)
      .filter(({ account }) => account !== undefined)
      .map(({ name, account }) =>
        problem(
          ["source", "notifications"],
          '"s3", "sns" or "cloudtrail-sns" for a bucket of another account, whose events appear on that account\'s event bus only; or deploy the stack there',
          `"eventbridge" for ${name} of account ${account}`,
        ),
      );
  },

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-enable-disable-notification-intro.html
  function bucketAnnouncesInItsRegion(source) {
    const route = routeOf(source);
    if (route !== "s3" && route !== "eventbridge") return [];
    const regions = new Set(adoptedBuckets(source).map(({ region }) => region));
    if (regions.size <= 1) return [];
    return [
      problem(
        ["source", "notifications"],
        '"sns" or "cloudtrail-sns" for buckets of several regions, because a bucket announces in its own region only; or one stack for each region',
        `"${route}" for buckets in ${[...regions].map((region) => region ?? "the stack's region").join(" and ")}`,
      ),
    ];
  },

  function aliasStaysInAccount(source) {
    if (keyChoiceOf(source).kind !== "alias" || !source.bucketRole) return [];
    return [
      problem(["source", "key"], "the key's ARN; an alias does not reach into another account", "an alias"),
    ];
  },

  function replicasCanBeEncrypted(source) {
    if (!source.replication || source.replication.keyArn || keyChoiceOf(source).kind === "none") return [];
    return [
      problem(
        ["source", "replication", "keyArn"],
        'the key that encrypts the copies, because log files are encrypted with KMS (or source.key "none")',
        "nothing",
      ),
    ];
  },

  function delegatedAdministratorHasOrganization(source) {
    if (source.managementAccount === undefined || source.organizationId !== undefined) return [];
    return [
      problem(
        ["source", "organizationId"],
        "the organization's id when managementAccount is given",
        "nothing",
      ),
    ];
  },

  function trailRecordsSomething({ trail }) {
    if (trail?.management !== "none") return [];
    if (trail.dataEvents.length > 0 || trail.networkActivity.length > 0) return [];
    return [
      problem(
        ["source", "trail", "management"],
        '"all", "read" or "write" when neither dataEvents nor networkActivity are recorded',
        '"none"',
      ),
    ];
  },

  function exclusionsHaveEvents({ trail }) {
    if (trail?.management !== "none" || trail.excludeManagementSources.length === 0) return [];
    return [
      problem(
        ["source", "trail", "excludeManagementSources"],
        'nothing when source.trail.management is "none", which leaves out every management event',
        "services to leave out",
      ),
    ];
  },

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
  function insightsHaveEvents({ trail }) {
    if (!trail) return [];
    const needsWrites = trail.insights.includes("ApiCallRateInsight") && trail.management === "read";
    const needsAny = trail.insights.length > 0 && trail.management === "none";
    if (!needsWrites && !needsAny) return [];
    return [
      problem(
        ["source", "trail", "insights"],
        `source.trail.management ${needsWrites ? '"all" or "write" for ApiCallRateInsight' : "other than none"}, because Insights are drawn from management events`,
        `insights with management "${trail.management}"`,
      ),
    ];
  },

  function aggregationHasDataEvents({ trail }) {
    if (!trail || trail.aggregation.length === 0 || trail.dataEvents.length > 0) return [];
    return [
      problem(
        ["source", "trail", "aggregation"],
        "source.trail.dataEvents to summarize",
        "aggregation without any",
      ),
    ];
  },
];
