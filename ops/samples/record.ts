import type { Caller } from "./identity.ts";
import { instant, type SampleRecord, type Scene } from "./scene.ts";

/** What makes one call different from another. */
export interface Call {
  readonly caller: Caller;
  /** Without `.amazonaws.com`. */
  readonly service: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly parameters?: unknown;
  readonly response?: unknown;
  readonly error?: readonly [code: string, message?: string];
  readonly resources?: readonly SampleRecord[];
  readonly additional?: SampleRecord;
  readonly category?: "Management" | "Data";
  readonly eventVersion?: string;
  readonly recipient?: string;
  /** Host the caller spoke to; false when no TLS details are recorded. */
  readonly host?: string | false;
  readonly requestId?: string;
  readonly extra?: SampleRecord;
}

/** An API call's record, its fields in the order in which CloudTrail writes them. */
export function apiCall(scene: Scene, call: Call): SampleRecord {
  const { random } = scene;
  const { caller, error } = call;
  const category = call.category ?? "Management";
  const isService = caller.address.endsWith(".amazonaws.com") || caller.address === "AWS Internal";
  const host = call.host ?? `${call.service}.${scene.region}.amazonaws.com`;
  return {
    eventVersion: call.eventVersion ?? random.weighted(VERSIONS),
    userIdentity: caller.identity,
    eventTime: instant(scene.timeMs),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: scene.region,
    sourceIPAddress: caller.address,
    userAgent: caller.agent,
    ...(error ? { errorCode: error[0], ...(error[1] ? { errorMessage: error[1] } : {}) } : {}),
    requestParameters: call.parameters ?? null,
    responseElements: (error ? undefined : call.response) ?? null,
    ...(call.additional ? { additionalEventData: call.additional } : {}),
    requestID: call.requestId ?? random.uuid(),
    eventID: random.uuid(),
    readOnly: call.readOnly,
    ...(call.resources ? { resources: call.resources } : {}),
    eventType: "AwsApiCall",
    managementEvent: category === "Management",
    recipientAccountId: call.recipient ?? scene.account.id,
    ...call.extra,
    eventCategory: category,
    ...(isService || host === false || random.chance(0.28)
      ? {}
      : {
          tlsDetails: {
            tlsVersion: "TLSv1.3",
            cipherSuite: "TLS_AES_128_GCM_SHA256",
            clientProvidedHostHeader: host,
          },
        }),
    ...(caller.isConsole ? { sessionCredentialFromConsole: "true" } : {}),
  };
}

const VERSIONS = [
  [6, "1.11"],
  [3, "1.10"],
  [1, "1.09"],
] as const;
