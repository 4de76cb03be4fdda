import { isTrailKey, trailMessage } from "../trail/trail-message.ts";
import type { Bucket, ObjectVersion } from "./bucket.ts";
import type { BucketStore } from "./bucket-store.ts";
import { notificationMessage } from "./notification-message.ts";
import { wants } from "./notification-rule.ts";
import { objectCreatedEvent } from "./object-event.ts";

/**
 * Tells everybody who wants to hear of this: the targets of the bucket's rules, EventBridge, and the topics of a trail
 * whose log file it is. The message is in the queue before the writer gets its answer.
 */
export function notify(store: BucketStore, bucket: Bucket, version: ObjectVersion, eventName: string): void {
  const rules = bucket.notifications.filter((rule) => wants(rule, eventName, version.key));
  const isCreated = eventName.startsWith("ObjectCreated");
  const sequencer = store.nextSequencer();
  for (const rule of rules) {
    const body = notificationMessage({ bucket, version, eventName, configurationId: rule.id, sequencer });
    store.options.deliver(rule.targetArn, body);
  }
  if (isCreated && bucket.sendsEvents)
    store.options.events?.publish(objectCreatedEvent({ bucket: bucket.name, version, sequencer }));
  if (isCreated && isTrailKey(version.key))
    for (const topicArn of bucket.trailTopics)
      store.options.publish?.(topicArn, trailMessage(bucket.name, [version.key]));
}

/** Whether somebody would be told of a new object with this key. */
export function isAnnounced(store: BucketStore, bucket: Bucket, key: string): boolean {
  const version = { key, versionId: "1", size: 1, etag: "", modifiedMs: 0 };
  return (
    bucket.notifications.some((rule) => wants(rule, "ObjectCreated:Put", key)) ||
    (bucket.trailTopics.length > 0 && isTrailKey(key)) ||
    (bucket.sendsEvents &&
      store.options.events?.wants(objectCreatedEvent({ bucket: bucket.name, version, sequencer: "0" })) ===
        true)
  );
}
