import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./resolved-resource.ts";
import type { TopicPlan } from "./stack-plan.ts";
import { TemplateError } from "./template.ts";

const KNOWN = ["TopicArn", "Protocol", "Endpoint", "RawMessageDelivery", "RedrivePolicy", "Region"];

/** Topics of the stack and of others, and the queues that listen to them. */
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
  const own = ofType("AWS::SNS::Topic").map(({ logicalId }) => intrinsics.arnOf(logicalId));
  const foreign = [...new Set(subscriptions.map(({ topicArn }) => topicArn))].filter(
    (arn) => !own.includes(arn),
  );
  return [...own, ...foreign].map((arn) => ({
    arn,
    isForeign: !own.includes(arn),
    subscriptions: subscriptions.filter(({ topicArn }) => topicArn === arn),
  }));
}
