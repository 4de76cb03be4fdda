/** What a vendor's server is asked, with the body decompressed. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came over the wire. */
  readonly rawBody: Buffer;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a request has to prove: the user's name counts for Basic only, the credential is token, key or password. */
export interface Credentials {
  readonly user: string;
  readonly credential: string;
  /** PEM of a service account's key, where the vendor is Google. */
  readonly privateKey?: string;
}

/**
 * A vendor's side of its protocol, for the stand-in that `forwarder local` starts: from the vendor's documentation, not from our
 * code. It takes every option that a configuration may set, so it is less strict than the simulator of the tests.
 */
export interface Vendor {
  readonly type: string;
  /** The options that name a server, pointed at one of ours. */
  address(url: string): Readonly<Record<string, unknown>>;
  readonly path: RegExp;
  /** Whether it understands gzip; every vendor takes plain bodies. */
  readonly takesGzip: boolean;
  /** Where the credential has to stand; where the configuration chooses, anywhere. */
  readonly isAuthorized?: (request: ReceivedRequest, credentials: Credentials) => boolean;
  /** Whether a configuration may leave out how requests authenticate. */
  readonly isOpen?: boolean;
  /** Status for a wrong credential. */
  readonly unauthorized?: number;
  /** Most events in a body; more is 413. */
  readonly maxEvents?: number;
  /** The events of a body, out of the vendor's envelope. Throws on what the vendor could not read. */
  read(body: string): readonly string[];
  /** Success, in the vendor's form. */
  success(events: readonly string[], request: ReceivedRequest): Answer;
  /** Other addresses of the same server: tokens, acknowledgements. */
  readonly beside?: (request: ReceivedRequest, credentials: Credentials) => Answer | undefined;
}
