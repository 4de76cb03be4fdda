import { type Caller, identityCenterUser, root } from "../identity.ts";
import { instant, type SampleRecord, type Scene, type Story } from "../scene.ts";

/** People signing in. */

const BROWSER =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";

function signIn(scene: Scene, caller: Caller, outcome: "Success" | "Failure", hasMfa: boolean): SampleRecord {
  return {
    eventVersion: "1.08",
    userIdentity: caller.identity,
    eventTime: instant(scene.timeMs),
    eventSource: "signin.amazonaws.com",
    eventName: "ConsoleLogin",
    awsRegion: scene.region,
    sourceIPAddress: caller.address,
    userAgent: BROWSER,
    ...(outcome === "Failure" ? { errorMessage: "Failed authentication" } : {}),
    requestParameters: null,
    responseElements: { ConsoleLogin: outcome },
    additionalEventData: {
      LoginTo:
        "https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB",
      MobileVersion: "No",
      MFAUsed: hasMfa ? "Yes" : "No",
    },
    eventID: scene.random.uuid(),
    readOnly: false,
    eventType: "AwsConsoleSignIn",
    managementEvent: true,
    recipientAccountId: scene.account.id,
    eventCategory: "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `${scene.region}.signin.aws.amazon.com`,
    },
  };
}

const userSignsIn: Story = (scene) => {
  const { name, id, address } = scene.random.pick(scene.account.users);
  const identity = {
    type: "IAMUser",
    principalId: id,
    accountId: scene.account.id,
    arn: `arn:aws:iam::${scene.account.id}:user/${name}`,
    userName: name,
  };
  const hasFailed = scene.random.chance(0.25);
  return signIn(scene, { identity, address, agent: BROWSER }, hasFailed ? "Failure" : "Success", !hasFailed);
};

/** CloudTrail hides what was typed as a user name, because it may be a password. */
const unknownUserSignsIn: Story = (scene) =>
  signIn(
    scene,
    {
      identity: {
        type: "IAMUser",
        accountId: scene.account.id,
        accessKeyId: "",
        userName: "HIDDEN_DUE_TO_SECURITY_REASONS",
      },
      address: "192.0.2.99",
      agent: BROWSER,
    },
    "Failure",
    false,
  );

const rootSignsIn: Story = (scene) => {
  const { identity, ...caller } = root(scene);
  const { sessionContext: _none, ...plain } = identity;
  return signIn(scene, { ...caller, identity: plain }, "Success", scene.random.chance(0.8));
};

const identityCenterSignsIn: Story = (scene) => {
  const caller = identityCenterUser(scene);
  const name = scene.random.pick(["Authenticate", "UserAuthentication", "CredentialVerification"]);
  return {
    eventVersion: "1.11",
    userIdentity: caller.identity,
    eventTime: instant(scene.timeMs),
    eventSource: name === "Authenticate" ? "sso.amazonaws.com" : "signin.amazonaws.com",
    eventName: name,
    awsRegion: scene.region,
    sourceIPAddress: caller.address,
    userAgent: caller.agent,
    requestParameters: null,
    responseElements: null,
    additionalEventData: {
      AuthWorkflowID: scene.random.uuid(),
      UserName: "mary.major@example.com",
      LoginTo: "https://d-9067642ac7.awsapps.com/start",
      CredentialType: "PASSWORD",
    },
    requestID: scene.random.uuid(),
    eventID: scene.random.uuid(),
    readOnly: false,
    eventType: "AwsServiceEvent",
    managementEvent: true,
    recipientAccountId: scene.account.id,
    serviceEventDetails: { [name]: "Success" },
    eventCategory: "Management",
  };
};

export const SIGN_INS: readonly (readonly [number, Story])[] = [
  [4, userSignsIn],
  [1, unknownUserSignsIn],
  [0.5, rootSignsIn],
  [3, identityCenterSignsIn],
];
