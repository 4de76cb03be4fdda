import { UAParser } from "my-ua-parser";
import type { JsonObject } from "../json-value.ts";

/**
 * `user_agent.*` of a user agent text: browsers by a library, tools and SDKs by the product that their text starts with
 * (`aws-cli/2.30.0 …`, also in brackets). What is not recognised is left out; the text itself is always there.
 */
export function userAgentOf(original: string, isParsed: boolean): JsonObject {
  return isParsed ? { original, ...parsed(original) } : { original };
}

const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, JsonObject | undefined>();

// Parsing a browser's text costs more than the rest of the document, and few texts make up most of a log.
function parsed(original: string): JsonObject | undefined {
  if (remembered.has(original)) return remembered.get(original);
  const fields = BROWSER.test(original) ? browserFields(original) : productFields(original);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(original, fields);
  return fields;
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
