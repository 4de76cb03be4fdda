import { endpointUrl } from "../../../contract/fields.ts";
import { ForwarderError } from "../../../errors.ts";
import type { DestinationTools } from "../../define-destination.ts";

/** An address, and what of it must never be shown. */
export interface TargetUrl {
  readonly url: string;
  readonly secrets: readonly string[];
}

/**
 * An address that is itself the credential: the whole secret, or its JSON field `url`.
 * @throws {ForwarderError} `destination_config` when it is no https URL; never with its text.
 */
export async function secretUrl(arn: string, tools: DestinationTools): Promise<TargetUrl> {
  const text = (await tools.secret(arn)).trim();
  const url = text.startsWith("{") ? (await tools.secret(arn, "url")).trim() : text;
  if (!endpointUrl().safeParse(url).success) {
    throw ForwarderError.config(
      "destination_config",
      `the secret ${arn} holds no https URL; write the address that the vendor shows into it, as plain text or in the JSON field "url"`,
    );
  }
  return { url, secrets: secretParts(url) };
}

/** An address with a path below it; the base may or may not end in a slash. */
export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, "")}${path}`;
}

/** What could appear in an answer that repeats the address. */
function secretParts(text: string): string[] {
  const { href, pathname, search, searchParams } = new URL(text);
  const steps = pathname.split("/").filter((step) => step.length >= 12);
  return [text, href, `${pathname}${search}`, ...steps, ...searchParams.values()];
}
