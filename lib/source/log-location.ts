import type { ReadableLocation } from "../policies/function-role.ts";

/** A part of a bucket that holds log files. */
export interface LogLocation extends ReadableLocation {
  readonly bucketName: string;
}
