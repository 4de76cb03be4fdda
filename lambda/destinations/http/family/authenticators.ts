import type { DestinationTools } from "../../define-destination.ts";
import type { AuthRule } from "./auth-rules.ts";
import { GoogleToken } from "./google-token.ts";
import { signHmac } from "./hmac.ts";
import { ClientCredentialsToken } from "./oauth-token.ts";
import { type Authenticator, withHeader } from "./signing.ts";
import { signV4 } from "./sigv4.ts";

/** What a rule means; tokens are fetched when first needed. */
export function createAuthenticator(rule: AuthRule, tools: DestinationTools): Authenticator {
  switch (rule.kind) {
    case "header":
      return {
        sign: async (request) => {
          const value = await secretLine(tools, rule.secretArn, rule.field);
          return withHeader(request, rule.header, `${rule.prefix ?? ""}${value}`, [value]);
        },
      };
    case "basic":
      return {
        sign: async (request) => {
          const { value, secrets } = await basicCredentials(tools, rule.secretArn);
          return withHeader(request, "authorization", value, secrets);
        },
      };
    case "oauth2":
      return new ClientCredentialsToken(rule, tools);
    case "google":
      return new GoogleToken(rule, tools);
    case "sigv4":
      return { sign: (request) => signV4(request, rule, tools) };
    case "hmac":
      return {
        sign: async (request, batchId) =>
          signHmac(request, rule, await secretLine(tools, rule.secretArn, "token"), {
            id: batchId,
            timestamp: String(Math.floor(tools.now() / 1000)),
          }),
      };
  }
}

/** The value of a Basic header, from the JSON fields `username` and `password`. */
export async function basicCredentials(
  tools: DestinationTools,
  arn: string,
): Promise<{ value: string; secrets: string[] }> {
  const user = await tools.secret(arn, "username");
  const password = await tools.secret(arn, "password");
  return { value: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`, secrets: [password] };
}

/** A secret for a header: the line break that editors put at the end of a file is not part of it. */
export async function secretLine(tools: DestinationTools, arn: string, field: string): Promise<string> {
  return (await tools.secret(arn, field)).trim();
}
