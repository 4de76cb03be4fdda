import { AwsError, notImplemented } from "./aws-error.ts";
import { readBody } from "./body.ts";
import type { AwsRequest, AwsResponse, AwsService } from "./service.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** One operation of a JSON service. */
export interface JsonOperation {
  /** Members of the input that are understood; another one answers 501 rather than being ignored. */
  readonly accepts: readonly string[];
  /** IAM action; default is the operation's own name. */
  readonly action?: string;
  resource?(input: JsonObject, request: AwsRequest): string;
  run(input: JsonObject, request: AwsRequest): unknown;
}

export interface JsonServiceFacts {
  readonly name: string;
  readonly targetPrefix: string;
  /** Protocol version in the content type. */
  readonly version: "1.0" | "1.1";
  /** Shape namespace of errors, for example `com.amazonaws.sqs`; left out where the service sends bare names. */
  readonly errorNamespace?: string;
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

/** Builds a service that speaks AWS JSON: `x-amz-target` names the operation, errors carry `__type`. */
export function jsonService(facts: JsonServiceFacts): AwsService {
  const contentType = `application/x-amz-json-${facts.version}`;
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): AwsResponse => ({
    status,
    headers: { "content-type": contentType, ...headers },
    body: JSON.stringify(body ?? {}),
  });
  return {
    name: facts.name,
    targetPrefix: facts.targetPrefix,
    open: async (request) => {
      const target = String(request.headers["x-amz-target"] ?? "");
      const name = target.slice(target.indexOf(".") + 1);
      const operation = Object.hasOwn(facts.operations, name) ? facts.operations[name] : undefined;
      if (!operation) throw notImplemented(`${facts.name} ${name || "without x-amz-target"}`);
      const input = parseInput(await readBody(request.body));
      const unknown = Object.keys(input).filter((member) => !operation.accepts.includes(member));
      if (unknown.length > 0) throw notImplemented(`${facts.name} ${name} with ${unknown.join(", ")}`);
      return {
        operation: name,
        action: operation.action ?? `${facts.name}:${name}`,
        resource: operation.resource?.(input, request) ?? "*",
        run: async () => answer(200, await operation.run(input, request)),
      };
    },
    errorResponse: (error) => {
      const type = facts.errorNamespace ? `${facts.errorNamespace}#${error.code}` : error.code;
      return answer(
        error.status,
        { __type: type, message: error.message },
        {
          "x-amzn-errortype": error.code,
          "x-amzn-query-error": `${error.queryCode};${error.status < 500 ? "Sender" : "Receiver"}`,
        },
      );
    },
  };
}

function parseInput(body: Buffer): JsonObject {
  try {
    const parsed: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch {
    // answered below, like any other body that is no JSON object
  }
  throw new AwsError("SerializationException", 400, "the request body is not a JSON object");
}
