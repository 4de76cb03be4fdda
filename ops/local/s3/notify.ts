import type { Bucket, ObjectVersion } from "./bucket.ts";
import type { BucketStore } from "./bucket-store.ts";
import { notificationMessage } from "./notification-message.ts";
import { wants } from "./notification-rule.ts";

/** Tells every target whose rule wants it. The message is in the queue before the writer gets its answer. */
export function notify(store: BucketStore, bucket: Bucket, version: ObjectVersion, eventName: string): void {
  const rules = bucket.notifications.filter((rule) => wants(rule, eventName, version.key));
  if (rules.length === 0) return;
  const sequencer = store.nextSequencer();
  for (const rule of rules) {
    const body = notificationMessage({ bucket, version, eventName, configurationId: rule.id, sequencer });
    store.options.deliver(rule.targetArn, body);
  }
}
