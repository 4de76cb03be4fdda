import type { Clock } from "../clock.ts";
import type { RuntimeEnvironment } from "../contract/environment.ts";
import { forgetMs } from "../sources/rhythm.ts";
import type { SourceWatch } from "../sources/source-watch.ts";
import type { Ledger } from "./ledger.ts";

/** What an execution environment does with the ledger's table. */
export interface OpenLedger {
  readonly ledger: Ledger;
  /** Set in the pipeline that keeps watch over the sources. */
  readonly watch?: SourceWatch;
}

/**
 * The ledger that the environment names; undefined when it names none. The SDK is loaded only then. A table that does not
 * answer within a second is down: forwarding does not wait for it.
 */
export async function openLedger(
  { ledgerTable, pipeline }: RuntimeEnvironment,
  clock: Clock,
): Promise<OpenLedger | undefined> {
  const { name, ledgerDays, sourceWatch } = pipeline;
  if (!ledgerTable || ledgerDays === undefined) return undefined;
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { createDynamoLedger } = await import("./dynamodb-ledger.ts");
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
  const { now } = clock;
  const table = { client, table: ledgerTable, pipeline: name };
  const ledger = createDynamoLedger({ ...table, retentionDays: ledgerDays, now });
  if (!sourceWatch) return { ledger };
  const [{ createRhythmStore }, { SourceWatch }] = await Promise.all([
    import("../sources/rhythm-store.ts"),
    import("../sources/source-watch.ts"),
  ]);
  const store = createRhythmStore({ ...table, forgetMs: forgetMs(sourceWatch) });
  return { ledger, watch: new SourceWatch({ store, config: sourceWatch, now }) };
}
