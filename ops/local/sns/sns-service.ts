import { AwsError, notImplemented } from "../aws/aws-error.ts";
import { readBody } from "../aws/body.ts";
import type { AwsResponse, AwsService } from "../aws/service.ts";
import { type XmlContent, xmlDocument } from "../aws/xml.ts";
import type { TopicStore } from "./topic-store.ts";

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

interface SnsOperation {
  readonly accepts: readonly string[];
  run(form: URLSearchParams, store: TopicStore): XmlContent | undefined;
}

const OPERATIONS: Readonly<Record<string, SnsOperation>> = {
  CreateTopic: {
    accepts: ["Name"],
    run: (form, store) => ({ TopicArn: store.create(required(form, "Name")).arn }),
  },
  Subscribe: {
    accepts: ["TopicArn", "Protocol", "Endpoint", "ReturnSubscriptionArn", "Attributes.entry"],
    run: (form, store) => {
      const protocol = required(form, "Protocol");
      if (protocol !== "sqs") throw notImplemented(`sns subscriptions with the protocol ${protocol}`);
      const attributes = attributesOf(form);
      const { RawMessageDelivery: raw = "false", ...others } = attributes;
      const unknown = Object.keys(others)[0];
      if (unknown) throw notImplemented(`the sns subscription attribute ${unknown}`);
      const { arn } = store.subscribe(required(form, "TopicArn"), required(form, "Endpoint"), raw === "true");
      return { SubscriptionArn: arn };
    },
  },
  Publish: {
    accepts: ["TopicArn", "Message", "Subject"],
    run: (form, store) => ({
      MessageId: store.publish(required(form, "TopicArn"), {
        message: required(form, "Message"),
        subject: form.get("Subject") ?? undefined,
      }),
    }),
  },
};

/** SNS over its query protocol: topics that fan out to queues. */
export function snsService(store: TopicStore): AwsService {
  return {
    name: "sns",
    open: async (request) => {
      const form = new URLSearchParams((await readBody(request.body)).toString());
      const name = form.get("Action") ?? "";
      const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
      if (!operation) throw notImplemented(`sns ${name || "without an Action"}`);
      const accepted = ["Action", "Version", ...operation.accepts];
      const unknown = [...form.keys()].find(
        (key) => !accepted.some((known) => key === known || key.startsWith(`${known}.`)),
      );
      if (unknown) throw notImplemented(`sns ${name} with ${unknown}`);
      return {
        operation: name,
        action: `sns:${name}`,
        resource: form.get("TopicArn") ?? "*",
        run: async () => {
          const result = operation.run(form, store);
          const content = {
            [`${name}Result`]: result,
            ResponseMetadata: { RequestId: request.requestId },
          };
          return xmlAnswer(200, xmlDocument(`${name}Response`, content, NAMESPACE));
        },
      };
    },
    errorResponse: (error, { requestId }) => {
      const type = error.status < 500 ? "Sender" : "Receiver";
      const content = {
        Error: { Type: type, Code: error.code, Message: error.message },
        RequestId: requestId,
      };
      return xmlAnswer(error.status, xmlDocument("ErrorResponse", content, NAMESPACE));
    },
  };
}

function xmlAnswer(status: number, body: string): AwsResponse {
  return { status, headers: { "content-type": "text/xml" }, body };
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null) throw new AwsError("InvalidParameter", 400, `Invalid parameter: ${name}`);
  return value;
}

/** `Attributes.entry.N.key` and `.value`. */
function attributesOf(form: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, key] of form) {
    const [, index] = /^Attributes\.entry\.(\d+)\.key$/.exec(name) ?? [];
    if (index) found[key] = form.get(`Attributes.entry.${index}.value`) ?? "";
  }
  return found;
}
