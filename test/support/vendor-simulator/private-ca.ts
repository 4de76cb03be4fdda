import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** A certificate and its key, in PEM text. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as the test: no key is ever written to a file. */
export interface PrivateCa {
  readonly ca: string;
  /** A certificate for a server on loopback, or for a client when `isClient`. */
  issue(name: string, isClient?: boolean): Certificate;
}

/** Makes an authority (EC P-256, a day of life). */
export function createPrivateCa(name = "test authority"): PrivateCa {
  const issuer = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ca = certificate({
    subject: name,
    issuer: name,
    publicKey: issuer.publicKey,
    signer: issuer.privateKey,
    isCa: true,
  });
  return {
    ca,
    issue: (subject) => {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const facts = {
        subject,
        issuer: name,
        publicKey: pair.publicKey,
        signer: issuer.privateKey,
        isCa: false,
      };
      return {
        cert: certificate(facts),
        key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly isCa: boolean;
}

const ECDSA_WITH_SHA256 = oid([1, 2, 840, 10045, 4, 3, 2]);
const DAY_MS = 86_400_000;

/** An X.509 v3 certificate (RFC 5280) for 127.0.0.1, ::1 and localhost. */
function certificate({ subject, issuer, publicKey, signer, isCa }: CertificateFacts): string {
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const extensions = [
    // basicConstraints, critical
    sequence(
      oid([2, 5, 29, 19]),
      der(0x01, Buffer.from([0xff])),
      octets(sequence(...(isCa ? [der(0x01, Buffer.from([0xff]))] : []))),
    ),
    // subjectAltName
    sequence(
      oid([2, 5, 29, 17]),
      octets(
        sequence(
          der(0x82, Buffer.from("localhost")),
          der(0x87, Buffer.from([127, 0, 0, 1])),
          der(0x87, Buffer.from("00000000000000000000000000000001", "hex")),
        ),
      ),
    ),
  ];
  const now = Date.now();
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    algorithm,
    distinguishedName(issuer),
    sequence(utcTime(now - DAY_MS), utcTime(now + DAY_MS)),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = createSign("sha256").update(body).sign(signer);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").replace(/(.{64})/g, "$1\n");
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function octets(content: Buffer): Buffer {
  return der(0x04, content);
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = rest.flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    return septets;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid([2, 5, 4, 3]), der(0x0c, Buffer.from(commonName)))));
}

function utcTime(ms: number): Buffer {
  const text = new Date(ms)
    .toISOString()
    .replace(/[-:T]|\.\d+/g, "")
    .slice(2);
  return der(0x17, Buffer.from(text));
}
