import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";

/** Unmodified SDK clients on one endpoint. */
export interface AwsClients {
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
  readonly ssm: SSMClient;
  readonly dynamodb: DynamoDBClient;
  destroy(): void;
}

/** Declares one case of the contract. */
export type Declare = (name: string, run: () => Promise<void>) => void;

export function createClients(endpoint: string): AwsClients {
  const options = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
    maxAttempts: 1,
  };
  const s3 = new S3Client(options);
  const sqs = new SQSClient(options);
  const secrets = new SecretsManagerClient(options);
  const ssm = new SSMClient(options);
  const dynamodb = new DynamoDBClient(options);
  return {
    endpoint,
    s3,
    sqs,
    secrets,
    ssm,
    dynamodb,
    destroy: () => {
      for (const client of [s3, sqs, secrets, ssm, dynamodb]) client.destroy();
    },
  };
}

let count = 0;

/** A name that no other case uses, on an endpoint that may have been used before. */
export function uniqueName(prefix: string): string {
  count += 1;
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${count}`;
}

export async function createBucket({ s3 }: AwsClients): Promise<string> {
  const Bucket = uniqueName("bucket");
  await s3.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

export interface TestQueue {
  readonly url: string;
  readonly arn: string;
}

export async function createQueue(
  { sqs }: AwsClients,
  attributes: Record<string, string> = {},
): Promise<TestQueue> {
  const { QueueUrl: url = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: uniqueName("queue"), Attributes: attributes }),
  );
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return { url, arn: Attributes.QueueArn ?? "" };
}

/** Receives until there are this many messages; each is asked for with all its attributes. */
export async function receive({ sqs }: AwsClients, queue: TestQueue, wanted = 1): Promise<Message[]> {
  const found: Message[] = [];
  for (let attempt = 0; found.length < wanted && attempt < 10; attempt += 1) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 2,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
    );
    found.push(...Messages);
  }
  return found;
}

/** How an SDK call failed: the error's name and HTTP status. */
export async function failureOf(call: Promise<unknown>): Promise<{ name: string; status?: number }> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode };
  }
  throw new Error("expected the call to fail, and it succeeded");
}
