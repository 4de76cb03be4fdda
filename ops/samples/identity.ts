import { instant, type Scene } from "./scene.ts";
import { accessKeyId, type Session, type User } from "./world.ts";

/** `userIdentity` of each type, with the address and agent that go with it. */
export interface Caller {
  readonly identity: Readonly<Record<string, unknown>>;
  readonly address: string;
  readonly agent: string;
  readonly isConsole?: boolean;
}

export function assumedRole(
  scene: Scene,
  session: Session = scene.random.pickSkewed(scene.account.sessions),
): Caller {
  const account = scene.account.id;
  return {
    identity: {
      type: "AssumedRole",
      principalId: `${session.roleId}:${session.name}`,
      arn: `arn:aws:sts::${account}:assumed-role/${session.role}/${session.name}`,
      accountId: account,
      accessKeyId: session.accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: session.roleId,
          arn: `arn:aws:iam::${account}:role/${session.role}`,
          accountId: account,
          userName: session.role,
        },
        ...(session.isConsole ? { webIdFederationData: {} } : {}),
        attributes: { creationDate: instant(session.startedMs), mfaAuthenticated: `${session.hasMfa}` },
        ...(session.name.startsWith("i-") ? { ec2RoleDelivery: "2.0" } : {}),
      },
    },
    address: session.address,
    agent: session.agent,
    isConsole: session.isConsole,
  };
}

export function iamUser(scene: Scene, user: User = scene.random.pickSkewed(scene.account.users)): Caller {
  return {
    identity: {
      type: "IAMUser",
      principalId: user.id,
      arn: `arn:aws:iam::${scene.account.id}:user/${user.name}`,
      accountId: scene.account.id,
      accessKeyId: user.accessKeyId,
      userName: user.name,
    },
    address: user.address,
    agent: user.agent,
  };
}

export function root(scene: Scene): Caller {
  const { id } = scene.account;
  return {
    identity: {
      type: "Root",
      principalId: id,
      arn: `arn:aws:iam::${id}:root`,
      accountId: id,
      accessKeyId: "",
      sessionContext: {
        sessionIssuer: {},
        webIdFederationData: {},
        attributes: { creationDate: instant(scene.timeMs - 240_000), mfaAuthenticated: "true" },
      },
    },
    address: "203.0.113.9",
    agent: "AWS Internal",
    isConsole: true,
  };
}

export function federatedUser(scene: Scene): Caller {
  const { account, random } = scene;
  const issuer = random.pick(account.users);
  return {
    identity: {
      type: "FederatedUser",
      principalId: `${account.id}:${issuer.name}-console`,
      arn: `arn:aws:sts::${account.id}:federated-user/${issuer.name}-console`,
      accountId: account.id,
      accessKeyId: accessKeyId("ASIA", random),
      sessionContext: {
        sessionIssuer: {
          type: "IAMUser",
          principalId: issuer.id,
          arn: `arn:aws:iam::${account.id}:user/${issuer.name}`,
          accountId: account.id,
          userName: issuer.name,
        },
        attributes: { creationDate: instant(scene.timeMs - 900_000), mfaAuthenticated: "false" },
      },
    },
    address: issuer.address,
    agent: issuer.agent,
  };
}

export function webIdentity({ random }: Scene): Caller {
  const subject = "system:serviceaccount:checkout:payments";
  const provider = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
  return {
    identity: {
      type: "WebIdentityUser",
      principalId: `arn:aws:iam::111122223333:oidc-provider/${provider}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: `arn:aws:iam::111122223333:oidc-provider/${provider}`,
    },
    address: `198.51.100.${random.int(1, 254)}`,
    agent: "aws-sdk-go-v2/1.27.0 os/linux lang/go#1.22.2 md/GOOS#linux md/GOARCH#amd64 api/sts#1.28.9",
  };
}

export function samlUser({ random }: Scene): Caller {
  const person = random.pick(["mary.major@example.com", "john.stiles@example.com"]);
  return {
    identity: {
      type: "SAMLUser",
      principalId: `SAMLNAMEQUALIFIEREXAMPLE=:${person}`,
      userName: person,
      identityProvider: "SAMLNAMEQUALIFIEREXAMPLE=",
    },
    address: "203.0.113.45",
    agent: "aws-internal/3 aws-sdk-java/1.12.720",
  };
}

export function identityCenterUser(scene: Scene): Caller {
  return {
    identity: {
      type: "IdentityCenterUser",
      accountId: scene.account.id,
      onBehalfOf: {
        userId: "544894e8-80c1-707f-60e3-3ba6510dfac1",
        identityStoreArn: `arn:aws:identitystore::${scene.account.id}:identitystore/d-9067642ac7`,
      },
      credentialId: "90e292de-5eb8-446e-9602-90f7c45044f7",
    },
    address: "203.0.113.77",
    agent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    isConsole: true,
  };
}

export function awsService(service: string): Caller {
  return { identity: { type: "AWSService", invokedBy: service }, address: service, agent: service };
}

/** Somebody of another account, as the called account sees them. */
export function foreignAccount(scene: Scene, account: string): Caller {
  return {
    identity: {
      type: "AWSAccount",
      principalId: `AROAFOREIGNROEXAMPLE:${scene.random.pick(["sync", "partner-export"])}`,
      accountId: account,
    },
    address: "192.0.2.44",
    agent: "[aws-cli/2.15.57 Python/3.11.8 Linux/6.5.0 exe/x86_64.ubuntu.22]",
  };
}

/** Public access without credentials. */
export function anonymous(): Caller {
  return {
    identity: { type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" },
    address: "192.0.2.201",
    agent: "[curl/8.5.0]",
  };
}
