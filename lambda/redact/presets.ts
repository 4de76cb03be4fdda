/**
 * Members that carry what opens something. CloudTrail hides many of them itself; not all, and not in all services.
 * Compared without regard to case, at any depth.
 */
export const CREDENTIAL_NAMES = [
  "sessionToken",
  "secretAccessKey",
  "secretKey",
  "password",
  "masterUserPassword",
  "masterPassword",
  "adminPassword",
  "userPassword",
  "newPassword",
  "oldPassword",
  "temporaryPassword",
  "secretString",
  "secretBinary",
  "privateKey",
  "keyMaterial",
  "clientSecret",
  "accessToken",
  "refreshToken",
  "idToken",
  "authToken",
  "authorizationToken",
  "webIdentityToken",
  "sAMLAssertion",
] as const;
