import {
  BUCKET,
  cloudTrailSnsBody,
  continuationBody,
  eventBridgeBody,
  inSns,
  s3Body,
} from "../../decode/notification-shapes.ts";

/** Made-up names of a version would not be found in a real bucket. */
const MADE_UP = new Set(["versionId", "version-id", "eTag", "etag", "size"]);

function about(bucket: string, body: string): string {
  const text = JSON.stringify(
    JSON.parse(body, (name, value: unknown) => (MADE_UP.has(name) ? undefined : value)),
  );
  return text.replaceAll(BUCKET, bucket);
}

/** Bodies that announce these keys; some shapes name several in one message. */
type Shape = (bucket: string, keys: readonly string[]) => string[];

const each =
  (body: (key: string) => string): Shape =>
  (bucket, keys) =>
    keys.map((key) => about(bucket, body(key)));
const together =
  (body: (...keys: string[]) => string): Shape =>
  (bucket, keys) => [about(bucket, body(...keys))];
const wrapped =
  (shape: Shape): Shape =>
  (bucket, keys) =>
    shape(bucket, keys).map(inSns);

/** Every way in which objects are announced. */
export const SHAPES = {
  "S3 to the queue": each((key) => s3Body(key)),
  "S3, several objects in one message": together(s3Body),
  "S3 through a topic, in its envelope": wrapped(each((key) => s3Body(key))),
  "S3 through two topics": wrapped(wrapped(each((key) => s3Body(key)))),
  "CloudTrail through a topic, raw, several keys": together(cloudTrailSnsBody),
  "CloudTrail through a topic, in its envelope": wrapped(each((key) => cloudTrailSnsBody(key))),
  "EventBridge to the queue": each((key) => eventBridgeBody(key)),
  "EventBridge through a topic": wrapped(each((key) => eventBridgeBody(key))),
  "the forwarder's own message": together(continuationBody),
} satisfies Readonly<Record<string, Shape>>;

/** The keys spread over all shapes, so that one batch holds different ones. */
export const mixed: Shape = (bucket, keys) => {
  const shapes: Shape[] = Object.values(SHAPES);
  return keys.flatMap((key, index) => shapes[index % shapes.length]?.(bucket, [key]) ?? []);
};
