import { writeFileSync } from "node:fs";
import { systemClock } from "../../lambda/clock.ts";
import { createAuthority } from "../support/certificates.ts";
import { virtualClock } from "../support/clock.ts";
import { deliverTo, eventOf, recordOf } from "../support/deliver-to.ts";
import { type Daemon, freePort, isInstalled, startDaemon, workFolder } from "./daemon.ts";

/**
 * Our syslog against two receivers that others wrote. Debian: `apt-get install rsyslog rsyslog-gnutls rsyslog-openssl` and
 * `syslog-ng-core`; the two packages exclude each other, so a syslog-ng that was unpacked elsewhere is named by the
 * variable SYSLOG_NG.
 */

const SYSLOG_NG = process.env.SYSLOG_NG ?? "syslog-ng";
const hasRsyslog = isInstalled("rsyslogd", "-v");
const hasSyslogNg = isInstalled(SYSLOG_NG, "--version");

const authority = createAuthority();
const server = authority.issue("localhost", "127.0.0.1");
const client = authority.issue("forwarder");
const PEM = { "ca.pem": authority.ca, "cert.pem": server.cert, "key.pem": server.key };
const TLS_SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:syslog-tls-AbCdEf";

let daemon: Daemon | undefined;
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
});

/** What both receivers are told to write: one JSON object per message, with the header as they read it. */
interface Received {
  readonly host: string;
  readonly app: string;
  readonly msgid: string;
  readonly pri: string;
  readonly msg: string;
}

const COUNT = 300;

/** Records as they come: long ones, quotes and backslashes, every plane of Unicode, and calls that failed. */
const events = Array.from({ length: COUNT }, (_, number) =>
  eventOf(
    recordOf(number, {
      ...(number % 3 === 0 && { errorCode: "AccessDenied" }),
      requestParameters: {
        text: `"quoted" \\ back \u00e9 \u4e2d \u{1F600} \u0001 \u2028`,
        long: "x".repeat(number === 7 ? 60_000 : number * 20),
      },
    }),
  ),
);

async function send(type: string, port: number, options: object, tls: object = {}, clock = systemClock) {
  return deliverTo(
    { type, host: "127.0.0.1", port, maxEventBytes: 100_000, tlsSecretArn: TLS_SECRET, ...options },
    events,
    { secrets: { [TLS_SECRET]: JSON.stringify({ ca: authority.ca, ...tls }) }, clock },
  );
}

async function expectEverything(outcomes: readonly string[]): Promise<void> {
  expect(outcomes).toEqual(events.map(() => "delivered"));
  const lines = (await daemon?.waitForLines(COUNT)) ?? [];
  const received = lines.map((line): Received => JSON.parse(line));
  expect(received.map(({ msg }) => JSON.parse(msg))).toEqual(events.map(({ record }) => record));
  for (const [at, { host, app, msgid, pri }] of received.entries()) {
    expect([host, app, msgid, pri]).toEqual([
      "aws-cloudtrail-111122223333",
      "cloudtrail",
      "CreateUser",
      at % 3 === 0 ? "108" : "110",
    ]);
  }
}

async function startRsyslog(driver: "gtls" | "ossl" | "ptcp", authMode = "anon"): Promise<number> {
  const port = await freePort();
  const folder = workFolder(PEM);
  const tls =
    driver === "ptcp"
      ? ""
      : `global(DefaultNetstreamDriver="${driver}" DefaultNetstreamDriverCAFile="${folder}/ca.pem"
          DefaultNetstreamDriverCertFile="${folder}/cert.pem" DefaultNetstreamDriverKeyFile="${folder}/key.pem")`;
  const mode = driver === "ptcp" ? "0" : "1";
  writeFileSync(
    `${folder}/rsyslog.conf`,
    `global(workDirectory="${folder}" maxMessageSize="128k" parser.escapeControlCharactersOnReceive="off")
${tls}
module(load="imtcp" StreamDriver.Name="${driver}" StreamDriver.Mode="${mode}" StreamDriver.AuthMode="${authMode}")
template(name="json" type="list" option.jsonf="on") {
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="msgid" name="msgid" format="jsonf")
  property(outname="pri" name="pri" format="jsonf")
  property(outname="msg" name="msg" format="jsonf")
}
ruleset(name="out") { action(type="omfile" file="${folder}/out" template="json") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="out")
`,
  );
  daemon = await startDaemon("rsyslogd", ["-n", "-f", `${folder}/rsyslog.conf`, "-i", `${folder}/pid`], {
    port,
    folder,
  });
  return port;
}

(hasRsyslog ? describe : describe.skip)("rsyslog (skipped when rsyslogd is not installed)", () => {
  it.each([
    ["gtls", "octet"],
    ["gtls", "lf"],
    ["ossl", "octet"],
    ["ossl", "lf"],
  ] as const)("with its %s driver takes every message over TLS, framed by %s", async (driver, framing) => {
    const port = await startRsyslog(driver);
    await expectEverything((await send("syslog", port, { framing })).outcomes);
  });

  it.each(["octet", "lf"] as const)("takes every message over plain TCP, framed by %s", async (framing) => {
    const port = await startRsyslog("ptcp");
    await expectEverything((await send("syslog", port, { transport: "tcp", framing })).outcomes);
  });

  it("takes every message as QRadar's preset sends it, in batches of 100 kB over one connection each", async () => {
    const port = await startRsyslog("ossl");
    const { outcomes, batches } = await send("qradar-syslog", port, { maxBatchBytes: 100_000 });
    expect(batches).toBeGreaterThan(5);
    await expectEverything(outcomes);
  });

  it.each(["gtls", "ossl"] as const)(
    "with its %s driver lets in who has the client certificate, and nobody else",
    async (driver) => {
      const port = await startRsyslog(driver, "x509/certvalid");
      const stranger = await send("syslog", port, {}, {}, virtualClock());
      expect(new Set(stranger.outcomes)).not.toContain("delivered");
      expect(daemon?.lines()).toEqual([]);
      await expectEverything((await send("syslog", port, {}, client)).outcomes);
    },
  );
});

async function startSyslogNg(source: string): Promise<number> {
  const port = await freePort();
  const folder = workFolder(PEM);
  writeFileSync(
    `${folder}/syslog-ng.conf`,
    `@version: 3.38
options { log-msg-size(131072); keep-hostname(yes); flush-lines(1); stats-freq(0); };
source s_in { ${source
      .replaceAll("PORT", String(port))
      .replaceAll(
        "TLS",
        `tls(key-file("${folder}/key.pem") cert-file("${folder}/cert.pem") ca-file("${folder}/ca.pem") peer-verify(PEER))`,
      )
      .replaceAll("PEER", source.includes("MUTUAL") ? "required-trusted" : "optional-untrusted")
      .replaceAll("MUTUAL", "")} };
destination d_out { file("${folder}/out" template("$(format-json --scope none host=$HOST app=$PROGRAM msgid=$MSGID pri=$PRI msg=$MSGONLY)\\n")); };
log { source(s_in); destination(d_out); };
`,
  );
  const options = ["-F", "--no-caps", "-f", `${folder}/syslog-ng.conf`, "-R", `${folder}/persist`];
  daemon = await startDaemon(SYSLOG_NG, [...options, "-p", `${folder}/pid`, "-c", `${folder}/ctl`], {
    port,
    folder,
  });
  return port;
}

(hasSyslogNg ? describe : describe.skip)(
  "syslog-ng (skipped when it is not installed; see SYSLOG_NG)",
  () => {
    it("takes every message over TLS by RFC 5425", async () => {
      const port = await startSyslogNg(`syslog(ip("127.0.0.1") port(PORT) transport("tls") TLS);`);
      await expectEverything((await send("syslog", port, { framing: "octet" })).outcomes);
    });

    it("takes every message over TLS line by line", async () => {
      const port = await startSyslogNg(
        `network(ip("127.0.0.1") port(PORT) transport("tls") flags(syslog-protocol) TLS);`,
      );
      await expectEverything((await send("qradar-syslog", port, {})).outcomes);
    });

    it("takes every message over plain TCP by RFC 6587", async () => {
      const port = await startSyslogNg(`syslog(ip("127.0.0.1") port(PORT) transport("tcp"));`);
      await expectEverything((await send("syslog", port, { transport: "tcp" })).outcomes);
    });

    it("lets in who has the client certificate, and nobody else", async () => {
      const port = await startSyslogNg(`syslog(ip("127.0.0.1") port(PORT) transport("tls") TLS MUTUAL);`);
      const stranger = await send("syslog", port, {}, {}, virtualClock());
      expect(new Set(stranger.outcomes)).toEqual(new Set(["returned: destination_auth"]));
      await expectEverything((await send("syslog", port, {}, client)).outcomes);
    });
  },
);
