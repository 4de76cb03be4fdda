import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { AwsError } from "./aws-error.ts";

/** One request as it came over the wire. */
export interface AwsRequest {
  readonly requestId: string;
  readonly method: string;
  /** Undecoded path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** From the signature; undefined on an unsigned request. Tells who is calling. */
  readonly accessKeyId?: string;
  /** From the signature as well: the region that the client takes this endpoint for. */
  readonly region?: string;
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/** A request that was understood: what it would do, and to what, before it is done. */
export interface AwsCall {
  /** `PutObject`, `ReceiveMessage`, … */
  readonly operation: string;
  /** IAM action, for example `s3:GetObjectVersion`. */
  readonly action: string;
  /** ARN the action is checked against; `*` where IAM knows no resource. */
  readonly resource: string;
  run(): Promise<AwsResponse>;
}

/** One emulated service: understands requests and words its own errors. */
export interface AwsService {
  /** As in the credential scope of a signature: `s3`, `sqs`, `secretsmanager`, … */
  readonly name: string;
  /** Prefix of `x-amz-target`, for services that speak JSON. */
  readonly targetPrefix?: string;
  /** @throws {AwsError} 501 for what the emulation does not know. */
  open(request: AwsRequest): Promise<AwsCall>;
  errorResponse(error: AwsError, request: AwsRequest): AwsResponse;
}
