import type { BucketStore } from "./bucket-store.ts";
import { testEventMessage } from "./notification-message.ts";
import { checkRules, type NotificationRule } from "./notification-rule.ts";

/**
 * Replaces a bucket's whole notification configuration, as S3 does, and tells each target with a test event.
 * @throws {AwsError} `InvalidArgument` for rules that overlap or name no queue; nothing is changed then.
 */
export function configureNotifications(
  store: BucketStore,
  bucket: string,
  rules: readonly NotificationRule[],
): void {
  const target = store.get(bucket);
  checkRules(rules, store.options.targetExists);
  target.notifications = rules;
  for (const arn of new Set(rules.map((rule) => rule.targetArn)))
    store.options.deliver(arn, testEventMessage(bucket, store.options.clock.now()));
}
