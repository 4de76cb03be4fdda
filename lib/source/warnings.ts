import { Annotations, type Stack } from "aws-cdk-lib";
import { adoptedBuckets, routeOf, type SourceConfig } from "../../lambda/contract/source-config.ts";

/** Says at synth what will work only after somebody else did something, or better not be left as it is. */
export function warnAboutSource(stack: Stack, source: SourceConfig): void {
  const warn = (id: string, text: string) =>
    Annotations.of(stack).addWarningV2(`cloudtrail-forwarder:${id}`, text);
  const route = routeOf(source);
  if (source.mode === "adopt" && (route === "s3" || route === "eventbridge"))
    warn(
      "announceBucket",
      `The bucket's notification configuration is not changed by this stack, because saving one replaces the rules of ` +
        `everybody else. Apply the output HandoutBucketNotification, or, where the trail or bucket already has a topic, ` +
        `use source.notifications=cloudtrail-sns or sns with source.topicArn, which needs no change to the bucket.`,
    );
  const [region] = adoptedBuckets(source).flatMap((bucket) => bucket.region ?? []);
  if (region !== undefined && (route === "s3" || route === "eventbridge"))
    warn(
      "region",
      `Deploy this stack in ${region}: a bucket announces log files in its own region only, and its key is there too.`,
    );
  if (source.mode === "create" && source.topicArn !== undefined)
    warn(
      "topicPolicy",
      "The topic in source.topicArn is not changed by this stack: before deploying, its policy must let the created bucket " +
        "or trail publish and this account subscribe; docs/landing/new-account.md shows the statements.",
    );
  if (source.bucketRole && source.bucketRole.externalId === undefined)
    warn(
      "externalId",
      "source.bucketRole has no externalId: whoever may use the function's role in your account can then read the buckets " +
        "without proving that it acts for this forwarder. Set source.bucketRole.externalId and ask for it in the trust policy.",
    );
}
