import { randomUUID } from "node:crypto";
import { AwsError } from "../aws/aws-error.ts";
import { listOf } from "../aws/constraints.ts";
import { isObject, optionalList, optionalString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { Resource, ResourceStore } from "../aws/resource-store.ts";
import type { AwsRequest, AwsService } from "../aws/service.ts";

const MOST_ENTRIES = 10;
/** Since January 2026; 256 KB before. */
const MOST_REQUEST_BYTES = 1_000_000;
/** What an entry's time counts. */
const TIME_BYTES = 14;
const DEFAULT_BUS = "default";

/**
 * Amazon EventBridge as a destination: `PutEvents` to a bus. An entry is judged by itself. What a bus took is kept as EventBridge
 * hands it to targets. (The rules that announce log files are elsewhere: AWS sends to them without anybody's call.)
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventBusService(store: ResourceStore): AwsService {
  const busOf = (entry: JsonObject | undefined, { region }: AwsRequest): Resource => {
    const name = (entry && optionalString(entry, "EventBusName")) ?? DEFAULT_BUS;
    return store.get(name, region, `Event bus ${name.split("/").slice(1).join("/") || name} does not exist.`);
  };
  return jsonService({
    name: "events",
    targetPrefix: "AWSEvents",
    version: "1.1",
    operations: {
      PutEvents: {
        accepts: ["Entries"],
        resource: (input, request) => busOf(optionalList(input, "Entries").find(isObject), request).arn,
        run: async (input, request) => {
          const entries = listOf(input, "Entries", MOST_ENTRIES);
          if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > MOST_REQUEST_BYTES)
            throw new AwsError(
              "ValidationException",
              400,
              "Total size of the entries in the request is over the limit.",
            );
          const Entries: JsonObject[] = [];
          for (const entry of entries) {
            const bus = busOf(entry, request);
            const refusal = refusalOf(entry);
            const id = randomUUID();
            if (!refusal) await bus.take([delivered(entry, id, bus)]);
            Entries.push(refusal ?? { EventId: id });
          }
          return { FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode).length, Entries };
        },
      },
    },
  });
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html, "Calculating size" */
function bytesOf(entry: JsonObject): number {
  const texts = ["Source", "DetailType", "Detail"].map((member) => String(entry[member] ?? ""));
  const resources = optionalList(entry, "Resources").map(String);
  const bytes = [...texts, ...resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes + (entry.Time === undefined ? 0 : TIME_BYTES);
}

function refusalOf(entry: JsonObject): JsonObject | undefined {
  for (const member of ["Source", "DetailType", "Detail"])
    if (!entry[member])
      return {
        ErrorCode: "InvalidArgument",
        ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
      };
  if (/^aws\./.test(String(entry.Source)))
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  if (!isObject(parsed(String(entry.Detail))))
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return undefined;
}

/** An event as a rule's targets get it. */
function delivered(entry: JsonObject, id: string, { arn }: Resource): Buffer {
  const [, , , region, account] = arn.split(":");
  const seconds = typeof entry.Time === "number" ? entry.Time : Date.now() / 1000;
  const time = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
  const head = { version: "0", id, "detail-type": entry.DetailType, source: entry.Source, account, time };
  const rest = { region, resources: optionalList(entry, "Resources") };
  return Buffer.from(`${JSON.stringify({ ...head, ...rest }).slice(0, -1)},"detail":${entry.Detail}}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
