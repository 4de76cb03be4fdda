import type { Bucket, ObjectVersion } from "./bucket.ts";
import type { BucketStore } from "./bucket-store.ts";
import { notificationMessage } from "./notification-message.ts";
import { wants } from "./notification-rule.ts";

/** Tells everybody who wants to know. The message is in the queue before the writer gets its answer. */
export function notify(store: BucketStore, bucket: Bucket, version: ObjectVersion, eventName: string): void {
  const isCreated = eventName.startsWith("ObjectCreated");
  const rules = bucket.notifications.filter((rule) => wants(rule, eventName, version.key));
  if (rules.length > 0) {
    const sequencer = store.nextSequencer();
    for (const rule of rules) {
      const body = notificationMessage({ bucket, version, eventName, configurationId: rule.id, sequencer });
      store.options.deliver(rule.targetArn, body);
    }
  }
  if (!isCreated) return;
  // Every announcer is told, so no short cut here.
  const told = bucket.announcers.map((announce) => announce(version));
  if (rules.length > 0 || told.includes(true)) bucket.announced.add(version.key);
}
