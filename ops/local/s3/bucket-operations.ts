import { ACCOUNT, REGION } from "../account.ts";
import { AwsError, notImplemented } from "../aws/aws-error.ts";
import { readBody } from "../aws/body.ts";
import { childText, parseXml } from "../aws/xml.ts";
import type { Versioning } from "./bucket.ts";
import { configureNotifications } from "./configure-notifications.ts";
import { notificationContent, parseNotificationRules } from "./notification-rule.ts";
import { emptyResponse, type S3Context, type S3Operation, xmlResponse } from "./operation.ts";

/** Operations on buckets and their settings. */
export const bucketOperations: readonly S3Operation[] = [
  {
    name: "ListBuckets",
    method: "GET",
    level: "service",
    action: "s3:ListAllMyBuckets",
    run: ({ store }) =>
      xmlResponse("ListAllMyBucketsResult", {
        Owner: { ID: ACCOUNT },
        Buckets: {
          Bucket: store.list().map(({ name, createdMs }) => ({
            Name: name,
            CreationDate: new Date(createdMs).toISOString(),
          })),
        },
      }),
  },
  {
    name: "CreateBucket",
    method: "PUT",
    level: "bucket",
    action: "s3:CreateBucket",
    run: async ({ store, bucket, request }) => {
      const body = (await readBody(request.body)).toString();
      const region = body ? childText(parseXml(body), "LocationConstraint") : undefined;
      if (region && region !== REGION)
        throw notImplemented(`buckets in ${region}; this account has ${REGION} only`);
      store.create(bucket);
      return emptyResponse(200, { location: `/${bucket}` });
    },
  },
  {
    name: "HeadBucket",
    method: "HEAD",
    level: "bucket",
    action: "s3:ListBucket",
    run: ({ store, bucket }) => {
      store.get(bucket);
      return emptyResponse(200, { "x-amz-bucket-region": REGION });
    },
  },
  {
    name: "DeleteBucket",
    method: "DELETE",
    level: "bucket",
    action: "s3:DeleteBucket",
    run: ({ store, bucket }) => {
      store.delete(bucket);
      return emptyResponse(204);
    },
  },
  {
    name: "GetBucketLocation",
    method: "GET",
    level: "bucket",
    marker: "location",
    action: "s3:GetBucketLocation",
    run: ({ store, bucket }) => {
      store.get(bucket);
      // us-east-1 is spelled as an empty constraint.
      return xmlResponse("LocationConstraint", {});
    },
  },
  {
    name: "GetBucketVersioning",
    method: "GET",
    level: "bucket",
    marker: "versioning",
    action: "s3:GetBucketVersioning",
    run: ({ store, bucket }) =>
      xmlResponse("VersioningConfiguration", { Status: store.get(bucket).versioning }),
  },
  {
    name: "PutBucketVersioning",
    method: "PUT",
    level: "bucket",
    marker: "versioning",
    action: "s3:PutBucketVersioning",
    run: async ({ store, bucket, request }) => {
      const status = childText(parseXml((await readBody(request.body)).toString()), "Status");
      if (!isVersioning(status))
        throw new AwsError("MalformedXML", 400, "The XML you provided was not well-formed: Status");
      store.get(bucket).versioning = status;
      return emptyResponse();
    },
  },
  {
    name: "GetBucketNotificationConfiguration",
    method: "GET",
    level: "bucket",
    marker: "notification",
    action: "s3:GetBucketNotification",
    run: ({ store, bucket }) =>
      xmlResponse("NotificationConfiguration", notificationContent(store.get(bucket).notifications)),
  },
  {
    name: "PutBucketNotificationConfiguration",
    method: "PUT",
    level: "bucket",
    marker: "notification",
    action: "s3:PutBucketNotification",
    run: putNotification,
  },
];

async function putNotification({ store, bucket, request }: S3Context) {
  const rules = parseNotificationRules(parseXml((await readBody(request.body)).toString()));
  configureNotifications(store, bucket, rules);
  return emptyResponse();
}

function isVersioning(status: string | undefined): status is NonNullable<Versioning> {
  return status === "Enabled" || status === "Suspended";
}
