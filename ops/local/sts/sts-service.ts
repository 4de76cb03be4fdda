import { type AwsError, notImplemented } from "../aws/aws-error.ts";
import { readBody } from "../aws/body.ts";
import type { AwsResponse, AwsService } from "../aws/service.ts";
import { xmlDocument } from "../aws/xml.ts";
import type { RoleStore } from "./role-store.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const ACCEPTED = ["Action", "Version", "RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds"];

/** STS over its query protocol: `AssumeRole`. */
export function stsService(roles: RoleStore): AwsService {
  return {
    name: "sts",
    open: async (request) => {
      const form = new URLSearchParams((await readBody(request.body)).toString());
      const name = form.get("Action") ?? "";
      if (name !== "AssumeRole") throw notImplemented(`sts ${name || "without an Action"}`);
      const unknown = [...form.keys()].find((key) => !ACCEPTED.includes(key));
      if (unknown) throw notImplemented(`sts ${name} with ${unknown}`);
      const arn = form.get("RoleArn") ?? "";
      return {
        operation: name,
        action: "sts:AssumeRole",
        resource: arn,
        run: async () => {
          const session = roles.assume(arn, form.get("ExternalId") ?? undefined);
          const { accessKeyId, secretAccessKey, sessionToken, expiresMs } = session;
          const content = {
            AssumeRoleResult: {
              AssumedRoleUser: {
                AssumedRoleId: `AROAEXAMPLE:${form.get("RoleSessionName")}`,
                Arn: `${arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${form.get("RoleSessionName")}`,
              },
              Credentials: {
                AccessKeyId: accessKeyId,
                SecretAccessKey: secretAccessKey,
                SessionToken: sessionToken,
                Expiration: new Date(expiresMs).toISOString(),
              },
            },
            ResponseMetadata: { RequestId: request.requestId },
          };
          return xmlAnswer(200, xmlDocument("AssumeRoleResponse", content, NAMESPACE));
        },
      };
    },
    errorResponse: (error: AwsError, { requestId }) => {
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
