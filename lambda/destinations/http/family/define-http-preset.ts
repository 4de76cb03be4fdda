import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import type { Framing } from "../../../encode/framing.ts";
import type { FormatType } from "../../../formats/registry.ts";
import type { EncodedBatch } from "../../../types.ts";
import {
  allDelivered,
  type BatchLimits,
  type Destination,
  type DestinationDefinition,
  type DestinationTools,
  defineDestination,
  type Grant,
  type HttpRequest,
  type StatusExceptions,
} from "../../define-destination.ts";
import { secretGrants } from "../../secret-grants.ts";
import { type AuthRule, secretsOf } from "./auth-rules.ts";
import { createAuthenticator } from "./authenticators.ts";
import { readConnection } from "./connection.ts";
import type { Inspector } from "./inspector.ts";
import { type CommonDefaults, type CommonOptions, commonOptions } from "./options.ts";
import { secretUrl, type TargetUrl } from "./secret-url.ts";

/** A vendor's own options and the shared ones, parsed. */
export type PresetOptions<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & CommonOptions;

/** One vendor's HTTP protocol as data; everything but encoders and inspectors. */
export interface HttpPreset<Type extends string, Shape extends z.ZodRawShape> extends CommonDefaults {
  readonly type: Type;
  readonly summary: string;
  /** The vendor's own options. */
  readonly options: Shape;
  readonly defaultFormat: FormatType;
  formats?(options: PresetOptions<Shape>): "any" | "json" | "raw";
  readonly method?: "POST" | "PUT" | ((options: PresetOptions<Shape>) => "POST" | "PUT");
  /** Where batches go; or the secret that holds the address. */
  url(options: PresetOptions<Shape>): string | { readonly secretArn: string };
  /** A credential in the query: its name and its secret. */
  secretQuery?(options: PresetOptions<Shape>): { readonly name: string; readonly secretArn: string };
  auth?(options: PresetOptions<Shape>): readonly AuthRule[];
  /** @param session a GUID that lasts as long as the connections do */
  requestHeaders?(options: PresetOptions<Shape>, session: string): Readonly<Record<string, string>>;
  /** Sends `Idempotency-Key` with an id made from the events' ids. */
  hasIdempotencyKey?(options: PresetOptions<Shape>): boolean;
  framing(options: PresetOptions<Shape>): Framing;
  /** Limits that follow from other options. */
  adjustLimits?(limits: BatchLimits, options: PresetOptions<Shape>): BatchLimits;
  /** 2xx statuses that mean success; all when left out. */
  readonly ok?: readonly number[] | ((options: PresetOptions<Shape>) => readonly number[] | undefined);
  statuses?: StatusExceptions | ((options: PresetOptions<Shape>) => StatusExceptions);
  inspect?(options: PresetOptions<Shape>): Inspector | undefined;
  /** Bytes of the answer that the inspector needs. */
  readonly answerBytes?: number;
  /** Rights besides those to read the secrets. */
  grants?(options: PresetOptions<Shape>): readonly Grant[];
}

/** A destination made of a vendor's data. */
export function defineHttpPreset<Type extends string, Shape extends z.ZodRawShape>(
  preset: HttpPreset<Type, Shape>,
) {
  const config = z.strictObject({
    type: z.literal(preset.type).meta({ description: "Selects this destination." }),
    ...preset.options,
    ...commonOptions(preset),
  });
  // The two halves of the options are known only one by one; what the schema gives has both.
  const optionsOf = (parsed: unknown) => parsed as PresetOptions<Shape>;
  const definition: DestinationDefinition<Type, z.ZodObject> = {
    type: preset.type,
    summary: preset.summary,
    config,
    defaultFormat: preset.defaultFormat,
    formats: (parsed) => preset.formats?.(optionsOf(parsed)) ?? "any",
    framing: (parsed) => preset.framing(optionsOf(parsed)),
    limits: (parsed) => limitsOf(preset, optionsOf(parsed)),
    policies: (parsed) => {
      const { oversize, maxAgeHours, tooOld } = optionsOf(parsed);
      return { oversize, maxAgeHours, tooOld };
    },
    compression: (parsed) => optionsOf(parsed).compression,
    grants: (parsed) => grantsOf(preset, optionsOf(parsed)),
    create: async (parsed, tools) => createHttpDestination(preset, optionsOf(parsed), tools),
  };
  return defineDestination({ ...definition, config });
}

function limitsOf<Shape extends z.ZodRawShape>(
  { limits, adjustLimits }: HttpPreset<string, Shape>,
  options: PresetOptions<Shape>,
): BatchLimits {
  const { maxBatchBytes, maxBatchEvents, maxEventBytes } = options;
  const chosen = { maxBatchBytes, maxBatchEvents, maxEventBytes, maxFieldBytes: limits.maxFieldBytes };
  return adjustLimits ? adjustLimits(chosen, options) : chosen;
}

function grantsOf<Shape extends z.ZodRawShape>(
  preset: HttpPreset<string, Shape>,
  options: PresetOptions<Shape>,
): Grant[] {
  const target = preset.url(options);
  const arns = [
    ...(typeof target === "object" ? [target.secretArn] : []),
    preset.secretQuery?.(options).secretArn,
    ...secretsOf(preset.auth?.(options) ?? []),
    options.tlsSecretArn,
    options.proxy?.secretArn,
  ];
  return [...secretGrants(arns), ...(preset.grants?.(options) ?? [])];
}

function createHttpDestination<Shape extends z.ZodRawShape>(
  preset: HttpPreset<string, Shape>,
  options: PresetOptions<Shape>,
  tools: DestinationTools,
): Destination {
  const authenticators = (preset.auth?.(options) ?? []).map((rule) => createAuthenticator(rule, tools));
  const inspect = preset.inspect?.(options);
  const method = typeof preset.method === "function" ? preset.method(options) : preset.method;
  const fixed = {
    method,
    timeoutMs: options.timeoutSeconds * 1000,
    ok: typeof preset.ok === "function" ? preset.ok(options) : preset.ok,
    statuses: typeof preset.statuses === "function" ? preset.statuses(options) : preset.statuses,
    answerBytes: preset.answerBytes,
  };
  let session = randomUUID();

  const exchange = async (
    { url, secrets }: TargetUrl,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    id: string,
    signal: AbortSignal,
  ) => {
    let request: HttpRequest = {
      ...fixed,
      url,
      headers,
      body,
      secrets,
      connection: await readConnection(options, tools),
    };
    for (const authenticator of authenticators) request = await authenticator.sign(request, id, signal);
    return tools.http.request(request, signal);
  };

  return {
    send: async (batch, signal) => {
      const target = await targetOf(preset, options, tools);
      const own = { ...lowerCase(options.headers), ...preset.requestHeaders?.(options, session) };
      const id = batchId(batch);
      const headers = {
        ...own,
        "content-type": own["content-type"] ?? batch.contentType,
        ...(batch.contentEncoding && { "content-encoding": batch.contentEncoding }),
        ...(preset.hasIdempotencyKey?.(options) && { "idempotency-key": id }),
      };
      const answer = await exchange(target, batch.body, headers, id, signal);
      if (!inspect) return allDelivered;
      return inspect(answer, batch, {
        tools,
        signal,
        post: (path, body) => {
          const beside = { ...target, url: new URL(path, target.url).href };
          const json = { ...own, "content-type": "application/json" };
          return exchange(beside, Buffer.from(JSON.stringify(body)), json, id, signal);
        },
      });
    },
    refresh: () => {
      for (const authenticator of authenticators) authenticator.refresh?.();
    },
    close: async () => {
      session = randomUUID();
    },
  };
}

async function targetOf<Shape extends z.ZodRawShape>(
  preset: HttpPreset<string, Shape>,
  options: PresetOptions<Shape>,
  tools: DestinationTools,
): Promise<TargetUrl> {
  const place = preset.url(options);
  const target =
    typeof place === "object" ? await secretUrl(place.secretArn, tools) : { url: place, secrets: [] };
  const query = preset.secretQuery?.(options);
  if (!query) return target;
  const value = (await tools.secret(query.secretArn, "token")).trim();
  const url = new URL(target.url);
  url.searchParams.set(query.name, value);
  return { url: url.href, secrets: [...target.secrets, value, encodeURIComponent(value)] };
}

/** The same events in the same order have the same id, whoever sends them and whenever. */
function batchId({ events }: EncodedBatch): string {
  const hash = createHash("sha256");
  for (const { id } of events) hash.update(id).update("\n");
  return hash.digest("hex").slice(0, 32);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
