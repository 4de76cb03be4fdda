import { createPrivateKey, createSign } from "node:crypto";
import { endpointUrl } from "../../../contract/fields.ts";
import { ForwarderError } from "../../../errors.ts";
import type { DestinationTools } from "../../define-destination.ts";
import { AccessToken, type TokenRequest } from "./access-token.ts";

interface GoogleRule {
  readonly secretArn: string;
  readonly scope: string;
  /** Overrides the key's own token address. */
  readonly tokenUrl?: string;
}

const LIFE_SECONDS = 3600;

/**
 * A Google access token for a service account: a JWT signed with its key (RS256), exchanged at its token address
 * (https://developers.google.com/identity/protocols/oauth2/service-account).
 */
export class GoogleToken extends AccessToken {
  private readonly rule: GoogleRule;

  constructor(rule: GoogleRule, tools: DestinationTools) {
    super(tools);
    this.rule = rule;
  }

  protected override async tokenRequest(): Promise<TokenRequest> {
    const { secretArn, scope, tokenUrl } = this.rule;
    const field = (name: string) => this.tools.secret(secretArn, name);
    const url = tokenUrl ?? (await field("token_uri"));
    if (!endpointUrl().safeParse(url).success) throw unusable(secretArn, "token_uri is not an https URL");
    const issuedAt = Math.floor(this.tools.now() / 1000);
    const claims = {
      iss: await field("client_email"),
      scope,
      aud: await field("token_uri"),
      iat: issuedAt,
      exp: issuedAt + LIFE_SECONDS,
    };
    const assertion = signedJwt(claims, await field("private_key"), secretArn);
    const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
    return { url, form, secrets: [assertion] };
  }
}

function signedJwt(claims: object, pem: string, secretArn: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  try {
    const signature = createSign("RSA-SHA256").update(text).sign(createPrivateKey(pem)).toString("base64url");
    return `${text}.${signature}`;
  } catch {
    // The cause could repeat parts of the key.
    throw unusable(secretArn, "private_key is not an RSA key in PEM text");
  }
}

function unusable(arn: string, why: string): ForwarderError {
  return ForwarderError.config(
    "destination_config",
    `the secret ${arn} is no service account key: ${why}; write the JSON file of a service account key into it`,
  );
}
