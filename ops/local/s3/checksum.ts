import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError, notImplemented } from "../aws/aws-error.ts";

/** A checksum header of a stored object, as the client sent it. */
export interface StoredChecksum {
  /** Header name, for example `x-amz-checksum-crc32`. */
  readonly header: string;
  /** Base64. */
  readonly value: string;
}

interface Digest {
  update(chunk: Uint8Array): void;
  base64(): string;
}

const PREFIX = "x-amz-checksum-";

const ALGORITHMS: Readonly<Record<string, () => Digest>> = {
  crc32: () => {
    let value = 0;
    return {
      update: (chunk) => {
        value = crc32(chunk, value);
      },
      base64: () => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(value);
        return bytes.toString("base64");
      },
    };
  },
  sha1: () => hashDigest("sha1"),
  sha256: () => hashDigest("sha256"),
};

/** Watches the bytes of an upload and compares them with the checksum that came in a header or in the trailer. */
export class ChecksumCheck {
  readonly #header?: string;
  readonly #digest?: Digest;

  /** `announced` are the request's headers and the names its `x-amz-trailer` announces. */
  constructor(announced: readonly string[]) {
    this.#header = announced.find((name) => name.startsWith(PREFIX) && isAlgorithm(name));
    if (!this.#header) return;
    const create = ALGORITHMS[this.#header.slice(PREFIX.length)];
    if (!create) throw notImplemented(`the checksum ${this.#header}`);
    this.#digest = create();
  }

  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#digest?.update(chunk);
      yield chunk;
    }
  }

  /** @throws {AwsError} `BadDigest` when the bytes are not those the client meant. */
  finish(received: Readonly<Record<string, unknown>>): StoredChecksum | undefined {
    if (!this.#header || !this.#digest) return undefined;
    const value = this.#digest.base64();
    if (received[this.#header] !== value)
      throw new AwsError(
        "BadDigest",
        400,
        `The ${this.#header} you specified did not match what we received.`,
      );
    return { header: this.#header, value };
  }
}

/** Both describe a checksum and are none. */
function isAlgorithm(name: string): boolean {
  return name !== `${PREFIX}algorithm` && name !== `${PREFIX}type` && name !== `${PREFIX}mode`;
}

function hashDigest(name: string): Digest {
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), base64: () => hash.digest("base64") };
}
