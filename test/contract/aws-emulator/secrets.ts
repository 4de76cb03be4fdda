import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { type AwsClients, type Declare, failureOf, uniqueName } from "./clients.ts";

/** Secrets Manager and SSM parameters. */
export function secretContract(clients: () => AwsClients, declare: Declare): void {
  declare("reads a secret by name and by ARN, the current and the previous value", async () => {
    const { secrets } = clients();
    const Name = uniqueName("secret");
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name, SecretString: "old" }));
    await secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString: "new" }));
    const read = async (SecretId?: string, VersionStage?: string) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;

    expect(await read(Name)).toBe("new");
    expect(await read(ARN)).toBe("new");
    expect(await read(Name, "AWSPREVIOUS")).toBe("old");
  });

  declare("says that a secret does not exist", async () => {
    const failure = await failureOf(
      clients().secrets.send(new GetSecretValueCommand({ SecretId: uniqueName("absent") })),
    );

    expect(failure).toEqual({ name: "ResourceNotFoundException", status: 400 });
  });

  declare("reads a parameter by name and by ARN, a secure one only when asked to decrypt", async () => {
    const { ssm } = clients();
    const Name = `/${uniqueName("forwarder")}/token`;
    await ssm.send(new PutParameterCommand({ Name, Value: "hush", Type: "SecureString" }));
    const read = async (name?: string, WithDecryption = true) =>
      (await ssm.send(new GetParameterCommand({ Name: name, WithDecryption }))).Parameter;

    const byName = await read(Name);

    expect(byName).toMatchObject({ Name, Value: "hush", Type: "SecureString", Version: 1 });
    expect((await read(byName?.ARN))?.Value).toBe("hush");
    expect((await read(Name, false))?.Value).not.toBe("hush");
  });

  declare("says that a parameter does not exist", async () => {
    const failure = await failureOf(
      clients().ssm.send(new GetParameterCommand({ Name: uniqueName("absent") })),
    );

    expect(failure).toEqual({ name: "ParameterNotFound", status: 400 });
  });
}
