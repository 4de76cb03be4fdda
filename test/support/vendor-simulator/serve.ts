import { SECRET_ARN } from "./protocol.ts";
import { vendorProtocols } from "./protocols/index.ts";
import { startVendor } from "./server.ts";

/**
 * Runs one vendor's simulator by hand: `npx tsx test/support/vendor-simulator/serve.ts splunk-hec`. Prints the options with
 * which `forwarder local` sends to it, and every second how much it has stored. Ends with Ctrl-C.
 */
const [type = ""] = process.argv.slice(2);
const protocol = vendorProtocols.find((candidate) => candidate.type === type);
if (!protocol) {
  process.stderr.write(
    `expected one of ${vendorProtocols.map((known) => known.type).join(", ")}, got "${type}"\n`,
  );
  process.exit(2);
}

const vendor = await startVendor(protocol);
const { credential, stored } = vendor.state;
const destination = { type, ...protocol.options(vendor.url) };
const secret = protocol.secret?.(credential, vendor.url) ?? credential;
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
process.stdout.write(
  `npm run -s forwarder -- local --context forwarder.destinations.main=${quoted(JSON.stringify(destination))} --secret ${quoted(`${SECRET_ARN}=${secret}`)}\n`,
);

let before = -1;
setInterval(() => {
  if (stored.length === before) return;
  before = stored.length;
  process.stdout.write(
    `${vendor.requests.length} requests, ${stored.length} events, ${new Set(stored.map(({ id }) => id)).size} different ones\n`,
  );
}, 1_000);
