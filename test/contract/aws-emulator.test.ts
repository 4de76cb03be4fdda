import { type EmulatedAws, startEmulatedAws } from "../../ops/local/aws/emulated-aws.ts";
import { type AwsClients, createClients } from "./aws-emulator/clients.ts";
import { notificationContract } from "./aws-emulator/notifications.ts";
import { objectContract } from "./aws-emulator/objects.ts";
import { queueContract } from "./aws-emulator/queues.ts";
import { readContract } from "./aws-emulator/reads.ts";
import { redriveContract } from "./aws-emulator/redrive.ts";
import { secretContract } from "./aws-emulator/secrets.ts";
import { tableContract } from "./aws-emulator/tables.ts";
import { topicContract } from "./aws-emulator/topics.ts";
import { versionContract } from "./aws-emulator/versions.ts";

/**
 * What AWS does on the wire, as far as this project relies on it. Runs against the emulated AWS always; against another
 * endpoint (moto, AWS's own emulator) as well when FORWARDER_CONTRACT_ENDPOINT names one.
 */

const outside = process.env.FORWARDER_CONTRACT_ENDPOINT;

describe("the emulated AWS of forwarder local", () => {
  let aws: EmulatedAws;
  let clients: AwsClients;
  beforeAll(async () => {
    aws = await startEmulatedAws();
    clients = createClients(aws.endpoint);
  });
  afterAll(async () => {
    clients.destroy();
    await aws.stop();
  });
  declareContract(() => clients, test);
});

/** Cases that moto 5.2 does not follow, each with what it does instead. Ours follow AWS's documentation. */
const GAPS_OF_MOTO: Readonly<Record<string, string>> = {
  "has its buckets in us-east-1, which is spelled as no location":
    "moto takes bucket names with capitals and underscores",
  "sends s3:TestEvent, a flat object, when a queue is configured": "moto leaves out RequestId and HostId",
  "tells the queue of an object, with its key form-encoded, its size, etag and version":
    "moto encodes the slashes of keys and leaves out versionId",
  "tells only of keys with the rule's prefix and suffix": "moto encodes the slashes of keys",
  "refuses two rules that overlap, and a queue that does not exist": "moto accepts both",
  "refuses bodies that SQS cannot carry": "moto accepts control characters",
  "changes a queue's settings and refuses unknown or impossible ones": "moto accepts any value and name",
  "refuses to change the visibility of a message that nobody holds": "moto accepts it",
  "moves a message to the dead-letter queue when it was received as often as the policy allows":
    "moto does not set DeadLetterQueueSourceArn",
  "moves dead letters back to where they came from, as new messages": "moto has no StartMessageMoveTask",
  "stops a move at a message that came from no queue, unless it is told where to":
    "moto has no StartMessageMoveTask",
  "refuses a move to a queue that does not exist": "moto has no StartMessageMoveTask",
  "moves only out of a queue that is somebody's dead-letter queue": "moto has no StartMessageMoveTask",
  "says that a secret does not exist": "moto answers 404 where AWS documents 400",
};

if (outside) {
  describe(`the AWS at ${outside}`, () => {
    const clients = createClients(outside);
    afterAll(() => clients.destroy());
    const declare = (name: string, run: () => Promise<void>): void => {
      const gap = GAPS_OF_MOTO[name];
      // Not skipped but expected to fail, so that a gap that closes is noticed.
      if (gap) test.failing(`${name} (not here: ${gap})`, run);
      else test(name, run);
    };
    declareContract(() => clients, declare);
  });
} else {
  test.skip("the same contract on another endpoint (FORWARDER_CONTRACT_ENDPOINT is not set)", () => {});
}

function declareContract(
  clients: () => AwsClients,
  declare: (name: string, run: () => Promise<void>) => void,
): void {
  objectContract(clients, declare);
  readContract(clients, declare);
  versionContract(clients, declare);
  notificationContract(clients, declare);
  queueContract(clients, declare);
  redriveContract(clients, declare);
  topicContract(clients, declare);
  secretContract(clients, declare);
  tableContract(clients, declare);
}
