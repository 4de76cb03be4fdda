import { type EmulatedAws, startEmulatedAws } from "../../ops/local/aws/emulated-aws.ts";
import { type AwsClients, createClients } from "./aws-emulator/clients.ts";
import { notificationContract } from "./aws-emulator/notifications.ts";
import { objectContract } from "./aws-emulator/objects.ts";
import { queueContract } from "./aws-emulator/queues.ts";
import { readContract } from "./aws-emulator/reads.ts";
import { redriveContract } from "./aws-emulator/redrive.ts";
import { secretContract } from "./aws-emulator/secrets.ts";
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

/** Cases that moto 5 does not follow, each with what it does instead. Ours follow AWS's documentation. */
const GAPS_OF_MOTO: Readonly<Record<string, string>> = {};

if (outside) {
  describe(`the AWS at ${outside}`, () => {
    const clients = createClients(outside);
    afterAll(() => clients.destroy());
    const declare = (name: string, run: () => Promise<void>): void => {
      const gap = GAPS_OF_MOTO[name];
      if (gap) test.skip(`${name} (not here: ${gap})`, run);
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
}
