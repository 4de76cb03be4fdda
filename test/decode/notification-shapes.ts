import { encodeContinuation } from "../../lambda/decode/continuation.ts";

/** Message bodies as AWS writes them, made for these tests. `keys` are as S3 knows them. */

export const BUCKET = "org-trail-logs";

export const LOG_KEY =
  "AWSLogs/o-exampleorgid/111122223333/CloudTrail/eu-central-1/2026/02/03/111122223333_CloudTrail_eu-central-1_20260203T0410Z_hVt0Uc6yusm67LGo.json.gz";

/** The way S3 encodes a key in its notifications. */
export function formEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
}

export function s3Record(key: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "eu-central-1",
    eventTime: "2026-02-03T04:10:12.345Z",
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: "AWS:AROAEXAMPLE:regionalDeliverySession" },
    requestParameters: { sourceIPAddress: "192.0.2.17" },
    responseElements: { "x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZ" },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "forwarder",
      bucket: {
        name: BUCKET,
        ownerIdentity: { principalId: "A3NL1KOZZKExample" },
        arn: `arn:aws:s3:::${BUCKET}`,
      },
      object: {
        key: formEncoded(key),
        size: 4711,
        eTag: "d41d8cd98f00b204e9800998ecf8427e",
        versionId: "096fKKXTRTtl3on89fVO.nfljtsv6qko",
        sequencer: "0055AED6DCD90281E5",
      },
    },
    ...changes,
  };
}

export function s3Body(...keys: string[]): string {
  return JSON.stringify({ Records: keys.map((key) => s3Record(key)) });
}

export function cloudTrailSnsBody(...keys: string[]): string {
  return JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: keys });
}

export function eventBridgeBody(key: string, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    version: "0",
    id: "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": "Object Created",
    source: "aws.s3",
    account: "111122223333",
    time: "2026-02-03T04:10:12Z",
    region: "eu-central-1",
    resources: [`arn:aws:s3:::${BUCKET}`],
    detail: {
      version: "0",
      bucket: { name: BUCKET },
      object: {
        key,
        size: 4711,
        etag: "d41d8cd98f00b204e9800998ecf8427e",
        "version-id": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
        sequencer: "0055AED6DCD90281E5",
      },
      "request-id": "N4N7GDK58NMKJ12R",
      requester: "cloudtrail.amazonaws.com",
      "source-ip-address": "192.0.2.17",
      reason: "PutObject",
    },
    ...changes,
  });
}

export function continuationBody(...keys: string[]): string {
  return encodeContinuation(keys.map((key) => ({ bucket: BUCKET, key })));
}

export function testEventBody(): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: "2026-02-03T04:00:00.000Z",
    Bucket: BUCKET,
    RequestId: "5582815E1AEA5ADF",
    HostId: "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR",
  });
}

export function inSns(message: string): string {
  return JSON.stringify({
    Type: "Notification",
    MessageId: "dc1e94d9-56c5-5e96-808d-cc7f68faa162",
    TopicArn: "arn:aws:sns:eu-central-1:111122223333:trail",
    Subject: "Amazon S3 Notification",
    Message: message,
    Timestamp: "2026-02-03T04:10:13.000Z",
    SignatureVersion: "1",
    Signature: "EXAMPLE",
    SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
    UnsubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
  });
}

export function subscriptionBody(type = "SubscriptionConfirmation"): string {
  return JSON.stringify({
    Type: type,
    MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    Token: "2336412f37",
    TopicArn: "arn:aws:sns:eu-central-1:444455556666:stranger",
    Message: "You have chosen to subscribe to the topic. To confirm, visit the SubscribeURL.",
    SubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
    Timestamp: "2026-02-03T04:10:13.000Z",
    SignatureVersion: "1",
    Signature: "EXAMPLE",
    SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
  });
}
