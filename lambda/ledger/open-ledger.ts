import type { Clock } from "../clock.ts";
import type { RuntimeEnvironment } from "../contract/environment.ts";
import type { Ledger } from "./ledger.ts";

/**
 * The ledger that the environment names; undefined when it names none. The SDK is loaded only then. A table that does not
 * answer within a second is down: forwarding does not wait for it.
 */
export async function openLedger(
  { ledgerTable, pipeline }: RuntimeEnvironment,
  clock: Clock,
): Promise<Ledger | undefined> {
  if (!ledgerTable || pipeline.ledgerDays === undefined) return undefined;
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { createDynamoLedger } = await import("./dynamodb-ledger.ts");
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
  const { name, ledgerDays } = pipeline;
  return createDynamoLedger({
    client,
    table: ledgerTable,
    pipeline: name,
    retentionDays: ledgerDays,
    now: clock.now,
  });
}
