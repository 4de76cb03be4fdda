import {
  assumedRole,
  awsService,
  type Caller,
  foreignAccount,
  identityCenterUser,
  samlUser,
  webIdentity,
} from "../identity.ts";
import { apiCall } from "../record.ts";
import type { SampleRecord, Scene, Story } from "../scene.ts";
import { accessKeyId, PARTNER_ACCOUNT, type Session } from "../world.ts";

/** Roles being assumed: by services, people, pods and other accounts. */

function assumeRole(
  scene: Scene,
  caller: Caller,
  name: string,
  session: Session,
  parameters: SampleRecord,
  extra: SampleRecord = {},
): SampleRecord {
  const { random, account } = scene;
  const roleArn = `arn:aws:iam::${account.id}:role/${session.role}`;
  return apiCall(scene, {
    caller,
    service: "sts",
    name,
    readOnly: true,
    parameters: { roleArn, roleSessionName: session.name, ...parameters },
    response: {
      credentials: {
        accessKeyId: accessKeyId("ASIA", random),
        // Real ones are longer and as random; the words make plain that this opens nothing.
        sessionToken: `EXAMPLE-SESSION-TOKEN-${random.alphanumeric(60)}`,
        expiration: "Feb 3, 2026, 11:59:59 PM",
      },
      assumedRoleUser: {
        assumedRoleId: `${session.roleId}:${session.name}`,
        arn: `arn:aws:sts::${account.id}:assumed-role/${session.role}/${session.name}`,
      },
    },
    resources: [{ accountId: account.id, type: "AWS::IAM::Role", ARN: roleArn }],
    extra,
  });
}

const byService: Story = (scene) => {
  const service = scene.random.pick(["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"]);
  const session = scene.random.pickSkewed(scene.account.sessions);
  return assumeRole(
    scene,
    awsService(service),
    "AssumeRole",
    session,
    {},
    { sharedEventID: scene.random.uuid() },
  );
};

const byWebIdentity: Story = (scene) =>
  assumeRole(
    scene,
    webIdentity(scene),
    "AssumeRoleWithWebIdentity",
    scene.random.pickSkewed(scene.account.sessions),
    { durationSeconds: 3600 },
  );

const bySaml: Story = (scene) =>
  assumeRole(scene, samlUser(scene), "AssumeRoleWithSAML", scene.random.pickSkewed(scene.account.sessions), {
    sAMLAssertionID: `_${scene.random.hex(32)}`,
    principalArn: `arn:aws:iam::${scene.account.id}:saml-provider/example-idp`,
    durationSeconds: 3600,
  });

/** The called account's copy of a call that another account's role made. */
const fromAnotherAccount: Story = (scene) =>
  assumeRole(
    scene,
    foreignAccount(
      scene,
      scene.random.chance(0.3) ? PARTNER_ACCOUNT : (scene.neighbours[0]?.id ?? PARTNER_ACCOUNT),
    ),
    "AssumeRole",
    scene.random.pickSkewed(scene.account.sessions),
    { externalId: "example-external-id", durationSeconds: 900 },
    { sharedEventID: scene.random.uuid() },
  );

const identityCenterRole: Story = (scene) =>
  apiCall(scene, {
    caller: identityCenterUser(scene),
    service: "sso",
    name: "Federate",
    readOnly: false,
    additional: { UserName: "mary.major@example.com" },
    extra: { serviceEventDetails: { account_id: scene.account.id, role_name: "PowerUser" } },
    host: false,
  });

const chained: Story = (scene) =>
  assumeRole(scene, assumedRole(scene), "AssumeRole", scene.random.pick(scene.account.sessions), {
    durationSeconds: 3600,
  });

export const TOKENS: readonly (readonly [number, Story])[] = [
  [14, byService],
  [3, byWebIdentity],
  [1, bySaml],
  [2, fromAnotherAccount],
  [1, identityCenterRole],
  [2, chained],
];
