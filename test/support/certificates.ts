import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";

/** A private CA and certificates for loopback servers, made in the test: X.509 v3 with EC keys, nothing else. */

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** The CA's own certificate, PEM. */
  readonly ca: string;
  /** A certificate for these names and addresses, for servers and clients alike. */
  issue(...names: readonly string[]): Certificate;
}

export function createAuthority(commonName = "test CA"): Authority {
  const keys = newKeys();
  const name = distinguishedName(commonName);
  const extensions = [
    extension("2.5.29.19", true, sequence(tlv(0x01, Buffer.from([0xff])))), // basicConstraints: CA
    extension("2.5.29.15", true, tlv(0x03, Buffer.from([0x02, 0x04]))), // keyUsage: keyCertSign
  ];
  const ca = certificate(
    { subject: name, issuer: name, publicKey: keys.publicKey, extensions },
    keys.privateKey,
  );
  return {
    ca,
    issue: (...names) => {
      const own = newKeys();
      const altNames = names.map((text) =>
        isIPv4(text) ? tlv(0x87, Buffer.from(text.split(".").map(Number))) : tlv(0x82, Buffer.from(text)),
      );
      const cert = certificate(
        {
          subject: distinguishedName(names[0] ?? "test"),
          issuer: name,
          publicKey: own.publicKey,
          extensions: [extension("2.5.29.17", false, sequence(...altNames))],
        },
        keys.privateKey,
      );
      return { cert, key: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
    },
  };
}

interface Facts {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

function certificate({ subject, issuer, publicKey, extensions }: Facts, signer: KeyObject): string {
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    ECDSA_SHA256,
    issuer,
    sequence(utcTime("200101000000Z"), utcTime("491231235959Z")),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = createSign("sha256").update(body).sign(signer);
  const der = sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function newKeys() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0c, Buffer.from(commonName)))));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [tlv(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...critical, tlv(0x04, value));
}

function utcTime(text: string): Buffer {
  return tlv(0x17, Buffer.from(text));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tlv(0x06, Buffer.from(bytes));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

/** Tag, length, value. */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
