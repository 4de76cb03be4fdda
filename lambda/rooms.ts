import type { PipelineConfig } from "./contract/config.ts";
import type { FilterConfig } from "./contract/filter-config.ts";
import { compileTenants } from "./decode/tenant.ts";
import { parseAccountDirectory } from "./enrich/accounts.ts";
import { openAddressDatabase } from "./enrich/addresses.ts";
import { createEnricher } from "./enrich/enricher.ts";
import { compileFilter, type Filter } from "./filter/filter.ts";
import { createFormat } from "./formats/registry.ts";
import { compileRedactor } from "./redact/redact.ts";
import { type ReadFile, RefreshedFile } from "./source/reference-file.ts";
import { createTransform, type Transform } from "./transform.ts";

/** What the rooms need from outside. */
export interface RoomTools {
  readonly secret: (arn: string) => Promise<string>;
  readonly readFile: ReadFile;
  readonly now: () => number;
  /** Told about a file for enrichment that could not be read or used. */
  readonly enrichmentFailed: (location: string, why: string) => void;
}

export interface Rooms {
  readonly transform: Transform;
  /** Loads what enrichment consults, when it is due. Never throws. */
  refresh(signal: AbortSignal): Promise<void>;
}

type RoomsConfig = Pick<PipelineConfig, "format" | "filter" | "redact" | "enrich" | "source">;

/**
 * Furnishes the rooms between records and events as the configuration says. What is not configured is not there.
 * @throws {ForwarderError} when the key of a redaction cannot be read: nothing leaves unredacted.
 */
export async function openRooms(config: RoomsConfig, tools: RoomTools): Promise<Rooms> {
  const { redact, enrich, source } = config;
  const { accounts, locations, networks } = filesOf(enrich, tools);
  const files = [accounts, locations, networks].filter((file) => file !== undefined);
  const hashKey = redact?.hashKeySecretArn && (await tools.secret(redact.hashKeySecretArn));
  const transform = createTransform({
    format: createFormat(config.format),
    filter: filterOf(config.filter),
    redactor: redact && compileRedactor(redact, hashKey),
    enricher:
      files.length === 0
        ? undefined
        : createEnricher(
            { accounts: accounts !== undefined, addresses: (locations ?? networks) !== undefined },
            () => ({
              accounts: accounts?.current,
              locations: locations?.current,
              networks: networks?.current,
            }),
          ),
    tenantOf:
      source?.tenants &&
      compileTenants(source.tenants, (account) => accounts?.current?.get(account)?.organizationalUnit),
  });
  return {
    transform,
    refresh: async (signal) => {
      await Promise.all(files.map((file) => file.refresh(signal)));
    },
  };
}

/** A filter that keeps everything is none: nothing need be parsed for it. */
export function filterOf(config: FilterConfig | undefined): Filter | undefined {
  if (config === undefined) return undefined;
  const canDrop = config.otherwise === "drop" || config.rules.some(({ action }) => action === "drop");
  return canDrop ? compileFilter(config) : undefined;
}

function filesOf(enrich: RoomsConfig["enrich"], { readFile, now, enrichmentFailed }: RoomTools) {
  const open = <Value>(location: string | undefined, parse: (bytes: Buffer) => Value | Promise<Value>) =>
    location === undefined
      ? undefined
      : new RefreshedFile({
          location,
          read: readFile,
          parse,
          refreshMs: (enrich?.refreshMinutes ?? 0) * 60_000,
          now,
          onFailure: enrichmentFailed,
        });
  return {
    accounts: open(enrich?.accounts, (bytes) => parseAccountDirectory(bytes.toString("utf8"))),
    locations: open(enrich?.geoip?.city, openAddressDatabase),
    networks: open(enrich?.geoip?.asn, openAddressDatabase),
  };
}
