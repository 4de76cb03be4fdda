/** Error codes of a certificate, a name or a refused handshake: only a person can put them right. */
const TLS_CODES =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_|ERR_OSSL_)/;

/** When data was on its way already, Node gives OpenSSL's words in the message of an `EPROTO` instead of a code of its own. */
const OPENSSL_WORDS = /:SSL routines:/;
const UNEXPECTED_END = /UNEXPECTED_EOF|unexpected eof/;

/** True when a connection failed because of certificates, names or keys, not because of the network. */
export function isTlsFailure(error: unknown): boolean {
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  const isTls = TLS_CODES.test(code) || (code === "EPROTO" && OPENSSL_WORDS.test(message));
  return isTls && !UNEXPECTED_END.test(`${code} ${message}`);
}

const REFUSED_US = /ALERT_((BAD_|NO_|UNSUPPORTED_)?CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/;
const REFUSED_US_WORDS =
  /alert ((bad |no |unsupported )?certificate|unknown ca|access denied|handshake failure)/;

/** True when the other side refused who we are: reading the client certificate anew may help. */
export function isRefusalOfUs(error: unknown): boolean {
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  return REFUSED_US.test(code) || (code === "EPROTO" && REFUSED_US_WORDS.test(message));
}
