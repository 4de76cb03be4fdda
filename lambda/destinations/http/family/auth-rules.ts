import { z } from "zod";
import { secretArn } from "../../../contract/fields.ts";
import { headerName } from "./options.ts";

/** How requests authenticate, as data. */
export type AuthRule =
  | {
      readonly kind: "header";
      readonly header: string;
      readonly prefix?: string;
      readonly secretArn: string;
      /** Field of a JSON secret; a plain-text secret stands for `token`. */
      readonly field: string;
    }
  | { readonly kind: "basic"; readonly secretArn: string }
  | { readonly kind: "oauth2"; readonly secretArn: string; readonly tokenUrl: string; readonly scope: string }
  | {
      readonly kind: "google";
      readonly secretArn: string;
      readonly scope: string;
      readonly tokenUrl?: string;
    }
  | { readonly kind: "sigv4"; readonly service: string; readonly region?: string }
  | ({ readonly kind: "hmac"; readonly secretArn: string } & HmacRule);

/** A signature over the bytes that are sent (after compression). */
export interface HmacRule {
  /** The header that carries it, and what stands before the signature there. */
  readonly header: string;
  readonly prefix: string;
  readonly encoding: "hex" | "base64";
  /** What is signed: `{id}`, `{timestamp}` (seconds) and `{body}` stand for the values. */
  readonly signedPayload: string;
  readonly idHeader?: string;
  readonly timestampHeader?: string;
  /** The key is base64 text behind `whsec_`, as Standard Webhooks writes it. */
  readonly isBase64Key?: boolean;
}

/** The secrets that a rule reads. */
export function secretsOf(rules: readonly AuthRule[]): string[] {
  return rules.flatMap((rule) => ("secretArn" in rule ? [rule.secretArn] : []));
}

/** The option `auth` of destinations that leave the scheme to the reader. */
export function authOption() {
  return z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("bearer").meta({ description: "`Authorization: Bearer <token>`." }),
      secretArn: secretArn().meta({
        description: "Secret holding the token, as plain text or in the JSON field `token`.",
      }),
    }),
    z.strictObject({
      type: z.literal("basic").meta({ description: "`Authorization: Basic …`." }),
      secretArn: secretArn().meta({
        description: "Secret holding JSON with the fields `username` and `password`.",
      }),
    }),
    z.strictObject({
      type: z.literal("header").meta({ description: "A header of your choice." }),
      header: headerName().meta({ description: "Name of the header.", examples: ["x-api-key"] }),
      prefix: z
        .string()
        .default("")
        .meta({ description: "Text before the secret in the header's value, with its blank." }),
      secretArn: secretArn().meta({
        description: "Secret holding the header's value, as plain text or in the JSON field `token`.",
      }),
    }),
    z.strictObject({
      type: z.literal("sigv4").meta({ description: "AWS Signature Version 4 with the function's own role." }),
      service: z
        .string()
        .regex(/^[a-z0-9-]+$/, { error: "expected the service name of the signature" })
        .meta({ description: "Service name in the signature.", examples: ["execute-api", "lambda"] }),
      region: z
        .string()
        .regex(/^[a-z0-9-]+$/, { error: "expected a region" })
        .optional()
        .meta({ description: "Region in the signature; left out, the function's." }),
      actions: z
        .array(z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/, { error: "expected service:Action" }))
        .min(1)
        .meta({ description: "IAM actions the function's role needs.", examples: [["execute-api:Invoke"]] }),
      resources: z
        .array(z.string().regex(/^arn:/, { error: "expected an ARN" }))
        .min(1)
        .meta({ description: "Resources of these actions." }),
    }),
  ]);
}

export type AuthOption = z.output<ReturnType<typeof authOption>>;

/** The rule that the option `auth` means. */
export function ruleOf(auth: AuthOption | undefined): AuthRule[] {
  switch (auth?.type) {
    case undefined:
      return [];
    case "bearer":
      return [bearer(auth.secretArn)];
    case "header":
      return [
        {
          kind: "header",
          header: auth.header.toLowerCase(),
          prefix: auth.prefix,
          secretArn: auth.secretArn,
          field: "token",
        },
      ];
    case "basic":
      return [{ kind: "basic", secretArn: auth.secretArn }];
    case "sigv4":
      return [{ kind: "sigv4", service: auth.service, region: auth.region }];
  }
}

/** `Authorization: <scheme> <token>`. */
export function bearer(arn: string, scheme = "Bearer", field = "token"): AuthRule {
  return { kind: "header", header: "authorization", prefix: `${scheme} `, secretArn: arn, field };
}
