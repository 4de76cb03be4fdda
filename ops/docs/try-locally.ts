import type { DestinationType } from "../../lambda/destinations/registry.ts";
import { destinationOf, destinationOptions } from "../../lambda/destinations/registry.ts";
import { type Role, roleOf } from "../local/destinations/plan-destinations.ts";

/** Who plays the destination, as the end of a sentence. */
const PLAYERS: Readonly<Record<Role["kind"], string>> = {
  vendor: "a stand-in on this machine that checks and answers as the vendor documents",
  stream: "a receiver on this machine, over TLS with a certificate made for the run",
  aws: "the emulated AWS, in resources made from the destination's own grants",
};

/** The section that shows how to try a destination with nothing but Node: its type is all that has to be named. */
export function tryLocally(type: DestinationType, example: Readonly<Record<string, unknown>>): string {
  const options = destinationOptions.parse(example);
  const { maxAgeHours, tooOld } = destinationOf(options).policies?.(options) ?? {};
  const age =
    maxAgeHours !== undefined && tooOld === "reject"
      ? ` Events older than ${maxAgeHours} hours would be refused, so the samples are dated anew.`
      : "";
  return [
    "## Try it on a laptop",
    `\`\`\`sh\nnpm run -s forwarder -- local --context forwarder.destinations.main.type=${type}\n\`\`\``,
    `The sample records go through the real stack to ${PLAYERS[roleOf(type).kind]}; what arrived is counted and written to \`.forwarder/events.ndjson\`.${age} Options are added as further \`--context\`, see [local](../local.md).`,
  ].join("\n\n");
}
