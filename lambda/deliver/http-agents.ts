import { createHash } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Connection } from "../destinations/define-destination.ts";

/** A certificate that is rotated leaves its agent behind; beyond this many the oldest ones are closed. */
const MAX_AGENTS = 8;

/** Kept-alive connections, one pool for each combination of TLS material and proxy. */
export class HttpAgents {
  private readonly agents = new Map<string, HttpAgent>();

  /** The pool for a connection. */
  async agentFor(protocol: string, connection: Connection = {}): Promise<HttpAgent> {
    const identity = createHash("sha256")
      .update(JSON.stringify([protocol, connection]))
      .digest("hex");
    const known = this.agents.get(identity);
    if (known) return known;
    const agent = await openAgent(protocol, connection);
    this.agents.set(identity, agent);
    const [oldest] = this.agents;
    if (this.agents.size > MAX_AGENTS && oldest) {
      oldest[1].destroy();
      this.agents.delete(oldest[0]);
    }
    return agent;
  }

  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }
}

async function openAgent(protocol: string, { proxyUrl, proxyAuthorization }: Connection): Promise<HttpAgent> {
  if (proxyUrl !== undefined) {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    const headers = proxyAuthorization ? { "proxy-authorization": proxyAuthorization } : undefined;
    return new HttpsProxyAgent(proxyUrl, { keepAlive: true, headers });
  }
  return protocol === "https:" ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
}
