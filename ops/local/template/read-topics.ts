import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./read-template.ts";
import type { TopicPlan } from "./stack-plan.ts";
import { TemplateError } from "./template.ts";

const KNOWN = ["TopicArn", "Protocol", "Endpoint", "RawMessageDelivery", "RedrivePolicy", "Region"];

/** Topics and the queues that listen to them, other people's topics included. */
export function readTopics(ofType: ResourcesOfType, intrinsics: Intrinsics): TopicPlan[] {
  const subscriptions = ofType("AWS::SNS::Subscription").map(({ logicalId, properties }) => {
    const other = Object.keys(properties).find((name) => !KNOWN.includes(name));
    if (other || properties.Protocol !== "sqs")
      throw new TemplateError(
        `${logicalId}: subscriptions with ${other ?? `the protocol ${String(properties.Protocol)}`} are not emulated; accepted: protocol sqs, without a filter policy`,
      );
    return {
      topicArn: String(properties.TopicArn),
      queueArn: String(properties.Endpoint),
      isRaw: String(properties.RawMessageDelivery) === "true",
    };
  });
  const own = ofType("AWS::SNS::Topic").map(({ logicalId }) => ({
    name: intrinsics.nameOf(logicalId),
    arn: intrinsics.arnOf(logicalId),
  }));
  const ownArns = own.map(({ arn }) => arn);
  // A topic that is somebody else's is there already: subscribing to one that is not would fail.
  const others = [...new Set(subscriptions.map(({ topicArn }) => topicArn))]
    .filter((arn) => !ownArns.includes(arn))
    .map((arn) => ({ name: arn.split(":").at(-1) ?? arn, arn, isForeign: true }));
  return [...own, ...others].map((topic) => ({
    ...topic,
    subscriptions: subscriptions.filter(({ topicArn }) => topicArn === topic.arn),
  }));
}
