import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { filterConfig } from "../lambda/contract/filter-config.ts";
import { redactConfig } from "../lambda/contract/redact-config.ts";
import { tenantsConfig } from "../lambda/contract/tenants-config.ts";
import { compileTenants } from "../lambda/decode/tenant.ts";
import { type AccountDirectory, parseAccountDirectory } from "../lambda/enrich/accounts.ts";
import { type AddressLookup, openAddressDatabase } from "../lambda/enrich/addresses.ts";
import { createEnricher } from "../lambda/enrich/enricher.ts";
import type { Format } from "../lambda/formats/define-format.ts";
import { compileRedactor } from "../lambda/redact/redact.ts";
import { filterOf } from "../lambda/rooms.ts";
import type { TransformRooms } from "../lambda/transform.ts";
import { UsageError } from "./exit.ts";
import { readJsonFile } from "./json-file.ts";

/** Files that say what happens to records between reading and formatting. */
export interface RoomsOptions {
  readonly filter?: string;
  readonly redact?: string;
  readonly tenants?: string;
  readonly accounts?: string;
  readonly geoip: readonly string[];
}

/** Adds the options to a command. */
export function addRoomsOptions(command: Command): Command {
  return command
    .option("--filter <file>", "filter as JSON, as under the key `filter` of the configuration")
    .option(
      "--redact <file>",
      "redaction as JSON, as under the key `redact`; `hash` uses a key of its own here",
    )
    .option("--tenants <file>", "tenant labels as JSON, as under the key `source.tenants`")
    .option("--accounts <file>", "account directory as JSON")
    .option(
      "--geoip <file>",
      "City, Country or ASN database in MaxMind's format (repeatable)",
      (file: string, all: readonly string[]) => [...all, file],
      [],
    );
}

/** Hashes of a try-out must not look like those of the deployed function, whose key nobody has on a desk. */
const TRY_OUT_KEY = "forwarder normalize";

/**
 * The rooms that the options ask for.
 * @throws {UsageError} for a file that is missing or says something that the schema refuses
 */
export async function roomsOf(options: RoomsOptions, format: Format): Promise<TransformRooms> {
  const { filter, redact, tenants } = options;
  const accounts = options.accounts === undefined ? undefined : readDirectory(options.accounts);
  const databases = await Promise.all(options.geoip.map(openDatabase));
  const lookup = databases.length === 0 ? undefined : askAll(databases);
  const lookups = { accounts, locations: lookup, networks: lookup };
  const needs = { accounts: accounts !== undefined, addresses: lookup !== undefined };
  const unitOf = (account: string) => accounts?.get(account)?.organizationalUnit;
  return {
    format,
    filter: filterOf(filter === undefined ? undefined : readJsonFile("--filter", filter, filterConfig)),
    redactor:
      redact === undefined
        ? undefined
        : compileRedactor(readJsonFile("--redact", redact, redactConfig), TRY_OUT_KEY),
    enricher: needs.accounts || needs.addresses ? createEnricher(needs, () => lookups) : undefined,
    tenantOf:
      tenants === undefined
        ? undefined
        : compileTenants(readJsonFile("--tenants", tenants, tenantsConfig), unitOf),
  };
}

function readDirectory(file: string): AccountDirectory {
  try {
    return parseAccountDirectory(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UsageError(`--accounts ${file}: ${(cause as Error).message}`, { cause });
  }
}

async function openDatabase(file: string): Promise<AddressLookup> {
  try {
    return await openAddressDatabase(readFileSync(file));
  } catch (cause) {
    throw new UsageError(`--geoip ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** What several databases say together; what kind each is need not be told. */
function askAll(databases: readonly AddressLookup[]): AddressLookup {
  return (address) => {
    const answers = databases.flatMap((ask) => ask(address) ?? []);
    return answers.length === 0 ? undefined : Object.assign({}, ...answers);
  };
}
