import { z } from "zod";

/** Fields that several destinations share, so that each spells them alike. */

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** An https URL; plain http is taken for loopback addresses only. Credentials in the URL are refused. */
export function endpointUrl() {
  return z.string().superRefine((text, context) => {
    const problem = endpointProblem(text);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });
}

function endpointProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `expected an absolute https URL, got ${JSON.stringify(text)}`;
  const url = new URL(text);
  if (url.username || url.password)
    return "credentials do not belong in a URL; use the auth option with a secret ARN";
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)))
    return undefined;
  return `expected https (http only to a loopback address), got ${JSON.stringify(text)}`;
}

const SECRET_ARN = /^arn:[\w-]+:(secretsmanager:[\w-]+:\d{12}:secret:.+|ssm:[\w-]+:\d{12}:parameter\/.+)$/;

/** ARN of a Secrets Manager secret or an SSM SecureString parameter. A literal secret is refused. */
export function secretArn() {
  return z.string().regex(SECRET_ARN, {
    // The value may be a secret that was pasted by mistake: never print it.
    error:
      "expected the ARN of a Secrets Manager secret or an SSM parameter (arn:aws:secretsmanager:… or arn:aws:ssm:…); a secret itself is never written into configuration",
  });
}

/** A whole number between two bounds, both allowed. */
export function wholeNumber(minimum: number, maximum: number) {
  return z.int().min(minimum).max(maximum);
}
