import type { Synthesize } from "./run-options.ts";

/** CDK is loaded only for this command: it takes longer than everything else. */
export async function createSynthesize(context: Readonly<Record<string, unknown>>): Promise<Synthesize> {
  // The template was checked when it was changed; checking it again costs a newcomer a second.
  process.env.CDK_VALIDATION ??= "false";
  const { synthesize } = await import("../../../lib/synth.ts");
  return ({ outdir, receiverUrl, context: changed = context }) => {
    const receiver =
      receiverUrl === undefined
        ? {}
        : { "forwarder.destinations.main.type": "https", "forwarder.destinations.main.url": receiverUrl };
    return synthesize({ context: { ...changed, ...receiver }, outdir, bundle: true });
  };
}
