import { UAParser } from "my-ua-parser";
import { type Key, pieceOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import { memoize } from "../memo.ts";
import { ecsText } from "./values.ts";

/**
 * `user_agent.*` of a user agent text: browsers by a library, tools and SDKs by the product that their text starts with
 * (`aws-cli/2.30.0 …`, also in brackets). What is not recognised is left out; the text itself is always there.
 */
export function userAgentOf(original: string, isParsed: boolean): JsonObject {
  if (!isParsed) return { original };
  return { original, ...(BROWSER.test(original) ? browserFields(original) : productFields(original)) };
}

/** `user_agent` as a document's member; undefined when the record names none. */
export function userAgentMember(userAgent: unknown, isParsed: boolean): Key | undefined {
  const original = ecsText(userAgent);
  if (original === undefined) return undefined;
  return isParsed ? parsedMember(original) : originalMember(original);
}

// Parsing a browser's text costs more than the rest of the document, and few texts make up most of a log.
const MAX_TEXT_LENGTH = 1_024;
const parsedMember = memoize((original) => printed(original, true), MAX_TEXT_LENGTH);
const originalMember = memoize((original) => printed(original, false), MAX_TEXT_LENGTH);

function printed(original: string, isParsed: boolean): Key {
  return pieceOf(`"user_agent":${JSON.stringify(userAgentOf(original, isParsed))}`);
}

const BROWSER = /^\[?(?:Mozilla|Opera)\//;

function browserFields(original: string): JsonObject {
  const { browser, os, device } = new UAParser(original).getResult();
  const full = os.name && os.version ? `${os.name} ${os.version}` : undefined;
  return {
    name: browser.name,
    version: browser.version,
    os: os.name ? { name: os.name, version: os.version, full } : undefined,
    device: device.model ? { name: device.model } : undefined,
  };
}

const PRODUCT = /^\[?([A-Za-z][\w.+-]*)\/(\d[\w.+-]*)/;

function productFields(original: string): JsonObject | undefined {
  const [, name, version] = PRODUCT.exec(original) ?? [];
  return name === undefined ? undefined : { name, version };
}
