/** Names of the ledger's key attributes and of the one that its time to live reads. */
export const LEDGER_TABLE = { partitionKey: "object", sortKey: "version", timeToLive: "expiresAt" } as const;
