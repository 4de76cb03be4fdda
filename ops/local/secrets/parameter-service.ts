import { arnOf } from "../account.ts";
import { AwsError } from "../aws/aws-error.ts";
import { optionalString, requiredString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { AwsService } from "../aws/service.ts";

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modifiedMs: number;
}

/** Parameters of the emulated account, in memory only. */
export class ParameterStore {
  readonly #parameters = new Map<string, Parameter>();

  put(name: string, value: string, { type = "SecureString", overwrite = true } = {}): Parameter {
    const existing = this.#parameters.get(name);
    if (existing && !overwrite)
      throw new AwsError(
        "ParameterAlreadyExists",
        400,
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    const parameter = { name, type, value, version: (existing?.version ?? 0) + 1, modifiedMs: Date.now() };
    this.#parameters.set(name, parameter);
    return parameter;
  }

  /** By name or ARN. */
  get(id: string): Parameter {
    const name = parameterName(id);
    const found = this.#parameters.get(name);
    if (!found) throw new AwsError("ParameterNotFound", 400, "");
    return found;
  }
}

/** The name in a parameter's ARN; a hierarchical name keeps its leading slash, a plain one has none. */
export function parameterName(id: string): string {
  const found = /^arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter\/(.+)$/.exec(id);
  if (!found?.[1]) return id;
  return found[1].includes("/") ? `/${found[1]}` : found[1];
}

export function parameterArn(name: string): string {
  return arnOf("ssm", `parameter/${name.replace(/^\//, "")}`);
}

/** SSM Parameter Store: put and get. */
export function parameterService(store: ParameterStore): AwsService {
  const onParameter = (input: JsonObject): string =>
    parameterArn(parameterName(requiredString(input, "Name")));
  return jsonService({
    name: "ssm",
    targetPrefix: "AmazonSSM",
    version: "1.1",
    operations: {
      PutParameter: {
        accepts: ["Name", "Value", "Type", "Overwrite"],
        resource: onParameter,
        run: (input) => {
          const type = optionalString(input, "Type") ?? "String";
          const overwrite = input.Overwrite === true;
          return {
            Version: store.put(requiredString(input, "Name"), requiredString(input, "Value"), {
              type,
              overwrite,
            }).version,
          };
        },
      },
      GetParameter: {
        accepts: ["Name", "WithDecryption"],
        resource: onParameter,
        run: (input) => {
          const { name, type, value, version, modifiedMs } = store.get(requiredString(input, "Name"));
          const isHidden = type === "SecureString" && input.WithDecryption !== true;
          return {
            Parameter: {
              Name: name,
              Type: type,
              Value: isHidden ? Buffer.from(`encrypted:${name}`).toString("base64") : value,
              Version: version,
              LastModifiedDate: modifiedMs / 1000,
              ARN: parameterArn(name),
              DataType: "text",
            },
          };
        },
      },
    },
  });
}
