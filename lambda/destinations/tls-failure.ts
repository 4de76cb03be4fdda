/** Error codes of a certificate, a name or a refused handshake: only a person can put them right. */
const TLS_CODES =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_|ERR_OSSL_)/;

/** True when a connection failed because of certificates, names or keys, not because of the network. */
export function isTlsFailure(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return TLS_CODES.test(code) && !code.includes("UNEXPECTED_EOF");
}
