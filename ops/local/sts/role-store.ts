import { randomBytes } from "node:crypto";
import { AwsError } from "../aws/aws-error.ts";

/** A role that somebody may take on. */
export interface TrustedRole {
  readonly arn: string;
  /** Asked for by the role's trust policy. */
  readonly externalId?: string;
  /** How long its sessions last. */
  readonly sessionSeconds?: number;
  /** Told of each new session, for whoever keeps its permissions. */
  readonly onSession?: (accessKeyId: string) => void;
}

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresMs: number;
}

const HOUR_SECONDS = 3_600;

/** Roles of the emulated accounts and the sessions that were opened with them. Real time: credentials are no queue time. */
export class RoleStore {
  readonly sessions: Session[] = [];
  readonly #roles = new Map<string, TrustedRole>();

  put(role: TrustedRole): void {
    this.#roles.set(role.arn, role);
  }

  /** @throws {AwsError} access denied, for a role that nobody offered and for a wrong external id alike. */
  assume(arn: string, externalId: string | undefined): Session {
    const role = this.#roles.get(arn);
    if (!role || (role.externalId !== undefined && role.externalId !== externalId))
      throw new AwsError("AccessDenied", 403, `User is not authorized to perform: sts:AssumeRole on ${arn}`);
    const session: Session = {
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: "example",
      sessionToken: "example",
      expiresMs: Date.now() + (role.sessionSeconds ?? HOUR_SECONDS) * 1000,
    };
    this.sessions.push(session);
    role.onSession?.(session.accessKeyId);
    return session;
  }

  /** @throws {AwsError} `ExpiredToken` for the credentials of a session that has ended. */
  check(accessKeyId: string | undefined): void {
    const session = this.sessions.find((candidate) => candidate.accessKeyId === accessKeyId);
    if (session && Date.now() >= session.expiresMs)
      throw new AwsError("ExpiredToken", 400, "The provided token has expired.");
  }
}
