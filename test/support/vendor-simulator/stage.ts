import type { CloudTrailRecord } from "../../../lambda/types.ts";
import { createAuthority } from "../certificates.ts";
import { forwardRecords, type Outcome } from "./forward-records.ts";
import { SECRET_ARN, TLS_SECRET_ARN, type VendorProtocol } from "./protocol.ts";
import { type RunningVendor, type ServerTls, startVendor } from "./server.ts";

export const authority = createAuthority();

interface Act {
  readonly records: readonly CloudTrailRecord[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly timeoutMs?: number;
  readonly nowMs?: number;
  /** What the secret store holds after the destination asked once; the vendor's own credential when left out. */
  readonly credentials?: () => string;
  /** Text of the secret `tlsSecretArn`, or what it holds each time it is read. */
  readonly tlsSecret?: string | (() => string);
}

/** Runs a test's body with a vendor's server of its own. */
export async function onStage(
  protocol: VendorProtocol,
  body: (vendor: RunningVendor, forward: (act: Act) => ReturnType<typeof forwardRecords>) => Promise<void>,
  tls?: ServerTls,
): Promise<void> {
  const vendor = await startVendor(protocol, tls);
  const textOf = protocol.secret ?? ((credential: string) => credential);
  try {
    await body(vendor, ({ records, options, format, timeoutMs, nowMs, credentials, tlsSecret }) =>
      forwardRecords({
        options: { type: protocol.type, ...protocol.options(vendor.url), ...options },
        records,
        format,
        timeoutMs,
        nowMs,
        readSecret: (arn) => {
          if (arn === SECRET_ARN) return textOf(credentials?.() ?? vendor.state.credential, vendor.url);
          if (arn === TLS_SECRET_ARN && tlsSecret !== undefined)
            return typeof tlsSecret === "string" ? tlsSecret : tlsSecret();
          throw new Error(`no secret ${arn}`);
        },
      }),
    );
  } finally {
    await vendor.close();
  }
}

/** How many records ended how. */
export function tally(outcomes: ReadonlyMap<string, Outcome>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes.values()) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/**
 * The promise: what counts as delivered is stored at the vendor, and what is not stored waits in the reject store or goes
 * back. Gives the ids that are stored more than once.
 */
export function assertNothingLost(outcomes: ReadonlyMap<string, Outcome>, vendor: RunningVendor): string[] {
  const stored = vendor.state.stored.map(({ id }) => id);
  for (const [id, outcome] of outcomes) if (outcome === "delivered") expect(stored).toContain(id);
  return [...new Set(stored.filter((id, index) => stored.indexOf(id) !== index))];
}
