/** Names of the ledger's key attributes and of the one that its time to live reads. */
export const LEDGER_TABLE = { partitionKey: "object", sortKey: "version", timeToLive: "expiresAt" } as const;

/** The partition in which a pipeline remembers its sources; those of objects begin with `s3://`. */
export function sourcesPartition(pipeline: string): string {
  return `sources#${pipeline}`;
}
