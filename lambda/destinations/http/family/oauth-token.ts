import type { DestinationTools } from "../../define-destination.ts";
import { AccessToken, type TokenRequest } from "./access-token.ts";

interface ClientCredentialsRule {
  readonly secretArn: string;
  /** `{tenantId}` stands for that field of the secret. */
  readonly tokenUrl: string;
  readonly scope: string;
}

/** OAuth 2 client credentials (RFC 6749, 4.4) from the JSON fields `clientId`, `clientSecret` and `tenantId`. */
export class ClientCredentialsToken extends AccessToken {
  private readonly rule: ClientCredentialsRule;

  constructor(rule: ClientCredentialsRule, tools: DestinationTools) {
    super(tools);
    this.rule = rule;
  }

  protected override async tokenRequest(): Promise<TokenRequest> {
    const { secretArn, tokenUrl, scope } = this.rule;
    const field = async (name: string) => (await this.tools.secret(secretArn, name)).trim();
    const clientSecret = await field("clientSecret");
    const url = tokenUrl.includes("{tenantId}")
      ? tokenUrl.replace("{tenantId}", encodeURIComponent(await field("tenantId")))
      : tokenUrl;
    const form = {
      grant_type: "client_credentials",
      client_id: await field("clientId"),
      client_secret: clientSecret,
      scope,
    };
    return { url, form, secrets: [clientSecret] };
  }
}
