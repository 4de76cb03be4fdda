/** Error codes of a certificate, a name or a refused handshake: only a person can put them right. */
const TLS_CODES =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_|ERR_OSSL_)/;

/** True when a connection failed because of certificates, names or keys, not because of the network. */
export function isTlsFailure(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return TLS_CODES.test(code) && !code.includes("UNEXPECTED_EOF");
}

const REFUSED_US = /ALERT_((BAD_|NO_|UNSUPPORTED_)?CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

/** True when the other side refused who we are: reading the client certificate anew may help. */
export function isRefusalOfUs(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return REFUSED_US.test(code);
}
