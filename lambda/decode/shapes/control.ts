import { type JsonObject, quoted, textIn } from "../loose-json.ts";
import type { ShapeParts } from "./part.ts";

/** What CloudTrail publishes when a topic is set on a trail. */
const VALIDATION_TEXT = "CloudTrail validation message.";

/** Plain text that is known to carry no objects; undefined for any other text. */
export function controlText(text: string): ShapeParts | undefined {
  if (text.trim() !== VALIDATION_TEXT) return undefined;
  return { shape: "control", parts: [{ skip: "validation_message", detail: VALIDATION_TEXT }] };
}

/**
 * S3's test event and SNS's subscription messages; undefined for anything else. A subscription is never confirmed
 * from here: who may feed the queue is decided where the queue is deployed.
 */
export function controlParts(message: JsonObject): ShapeParts | undefined {
  if (message.Event === "s3:TestEvent")
    return {
      shape: "control",
      parts: [{ skip: "test_event", detail: `bucket ${quoted(textIn(message, "Bucket") ?? "")}` }],
    };
  const type = textIn(message, "Type");
  if (type === "SubscriptionConfirmation" || type === "UnsubscribeConfirmation" || message.SubscribeURL)
    return {
      shape: "control",
      parts: [
        {
          reject: "subscription_confirmation",
          detail: `${type ?? "a message with a SubscribeURL"} of topic ${quoted(
            textIn(message, "TopicArn") ?? "",
          )} was not answered; subscribe the queue with the SNS API if this topic is wanted`,
        },
      ],
    };
  return undefined;
}
