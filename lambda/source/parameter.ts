/** The name in the ARN of a parameter. */
export function parameterName(arn: string): string {
  return arn.slice(arn.indexOf(":parameter/") + ":parameter".length);
}

/**
 * The text of an SSM parameter, decrypted.
 * @param name its name, with the leading slash where it has one
 * @throws what SSM answers, unclassified
 */
export async function readParameter(name: string, region?: string): Promise<string | undefined> {
  // Loaded here: most functions never ask for one.
  const { GetParameterCommand, SSMClient } = await import("@aws-sdk/client-ssm");
  const { Parameter } = await new SSMClient({ region }).send(
    new GetParameterCommand({ Name: name, WithDecryption: true }),
  );
  return Parameter?.Value;
}
