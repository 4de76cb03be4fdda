import { ACCOUNT, arnOf, PARTITION, REGION } from "../account.ts";
import { madeUpName, physicalKind } from "./physical.ts";
import { isProperties, type Properties, type Resource, type Template, TemplateError } from "./template.ts";

/** What a property resolves to: plain JSON, with properties left out that are `AWS::NoValue`. */
export type Resolved = unknown;

const NO_VALUE = Symbol("AWS::NoValue");

/** Resolves CloudFormation's intrinsic functions the way a deployment to the emulated account would. */
export class Intrinsics {
  readonly #template: Template;
  readonly #stackName: string;
  readonly #queueUrl: (queueName: string) => string;
  readonly #names = new Map<string, string>();

  constructor(template: Template, stackName: string, queueUrl: (queueName: string) => string) {
    this.#template = template;
    this.#stackName = stackName;
    this.#queueUrl = queueUrl;
  }

  /** Name of a resource: as configured, or made up once. */
  nameOf(logicalId: string): string {
    const known = this.#names.get(logicalId);
    if (known) return known;
    const resource = this.#resource(logicalId);
    const { nameProperty } = physicalKind(resource.Type);
    const configured = nameProperty === undefined ? undefined : resource.Properties?.[nameProperty];
    const name =
      configured === undefined
        ? madeUpName(resource.Type, this.#stackName, logicalId)
        : String(this.resolve(configured));
    this.#names.set(logicalId, name);
    return name;
  }

  arnOf(logicalId: string): string {
    return physicalKind(this.#resource(logicalId).Type).arn(this.nameOf(logicalId));
  }

  propertiesOf(logicalId: string): Properties {
    return this.resolve(this.#resource(logicalId).Properties ?? {}) as Properties;
  }

  /** @throws {TemplateError} for a function or reference it does not know. */
  resolve(value: unknown): Resolved {
    const resolved = this.#resolve(value);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  isTrue(condition: string): boolean {
    const conditions = this.#template.Conditions;
    const definition = isProperties(conditions) ? conditions[condition] : undefined;
    if (definition === undefined) throw new TemplateError(`the template has no condition "${condition}"`);
    return this.#evaluate(definition);
  }

  #resolve(value: unknown): Resolved {
    if (Array.isArray(value))
      return value.map((item) => this.#resolve(item)).filter((item) => item !== NO_VALUE);
    if (!isProperties(value)) return value;
    const [name = "", ...others] = Object.keys(value);
    const isFunction = others.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
    if (isFunction) return this.#call(name, value[name]);
    const members = Object.entries(value).map(([key, member]) => [key, this.#resolve(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
  }

  #call(name: string, argument: unknown): Resolved {
    switch (name) {
      case "Ref":
        return this.#ref(String(argument));
      case "Fn::GetAtt":
        return this.#attribute(argument);
      case "Fn::Sub":
        return this.#substitute(argument);
      case "Fn::If": {
        const [condition, yes, no] = argument as [string, unknown, unknown];
        return this.#resolve(this.isTrue(condition) ? yes : no);
      }
      case "Fn::Join": {
        const [separator, parts] = this.#list(argument);
        return (parts as unknown[]).map(String).join(String(separator));
      }
      case "Fn::Select": {
        const [index, list] = this.#list(argument);
        return (list as unknown[])[Number(index)];
      }
      case "Fn::Split": {
        const [separator, text] = this.#list(argument);
        return String(text).split(String(separator));
      }
      case "Fn::FindInMap": {
        const path = this.#list(argument).map(String);
        return path.reduce<unknown>(
          (node, key) => (isProperties(node) ? node[key] : undefined),
          this.#template.Mappings,
        );
      }
      case "Fn::Base64":
        return Buffer.from(String(this.resolve(argument))).toString("base64");
      default:
        throw new TemplateError(`the template uses ${name}, which forwarder local cannot resolve`);
    }
  }

  #list(argument: unknown): unknown[] {
    const resolved = this.resolve(argument);
    if (!Array.isArray(resolved)) throw new TemplateError(`expected a list, got ${JSON.stringify(argument)}`);
    return resolved;
  }

  #ref(name: string): Resolved {
    if (name === "AWS::NoValue") return NO_VALUE;
    const pseudo: Readonly<Record<string, string>> = {
      "AWS::AccountId": ACCOUNT,
      "AWS::Region": REGION,
      "AWS::Partition": PARTITION,
      "AWS::URLSuffix": "amazonaws.com",
      "AWS::StackName": this.#stackName,
      "AWS::StackId": arnOf(
        "cloudformation",
        `stack/${this.#stackName}/00000000-0000-0000-0000-000000000000`,
      ),
    };
    const given = pseudo[name];
    if (given !== undefined) return given;
    const parameters = this.#template.Parameters;
    const parameter = isProperties(parameters) ? parameters[name] : undefined;
    if (isProperties(parameter)) return parameter.Default;
    const kind = physicalKind(this.#resource(name).Type);
    if (kind.ref === "arn") return this.arnOf(name);
    return kind.ref === "queueUrl" ? this.#queueUrl(this.nameOf(name)) : this.nameOf(name);
  }

  #attribute(argument: unknown): string {
    const [logicalId = "", attribute = ""] =
      typeof argument === "string" ? argument.split(/\.(.*)/s) : (argument as string[]);
    if (attribute === "Arn") return this.arnOf(logicalId);
    const { Type } = this.#resource(logicalId);
    const give = physicalKind(Type).attributes?.[attribute];
    // Nothing on a laptop depends on other attributes (policies and the trail refer to them): a placeholder will do.
    return give ? give(this.nameOf(logicalId)) : `${this.nameOf(logicalId)}.${attribute}`;
  }

  #substitute(argument: unknown): string {
    const [text, variables] = Array.isArray(argument)
      ? (argument as [string, Properties])
      : [String(argument), {}];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(variables, name)) return String(this.resolve(variables[name]));
      return String(name.includes(".") ? this.#attribute(name) : this.#ref(name));
    });
  }

  #evaluate(condition: unknown): boolean {
    if (!isProperties(condition)) throw new TemplateError(`not a condition: ${JSON.stringify(condition)}`);
    const [[name, argument] = ["", undefined]] = Object.entries(condition);
    if (name === "Condition") return this.isTrue(String(argument));
    const operands = Array.isArray(argument) ? argument : [];
    if (name === "Fn::Equals") return String(this.resolve(operands[0])) === String(this.resolve(operands[1]));
    if (name === "Fn::And") return operands.every((operand) => this.#evaluate(operand));
    if (name === "Fn::Or") return operands.some((operand) => this.#evaluate(operand));
    if (name === "Fn::Not") return !this.#evaluate(operands[0]);
    throw new TemplateError(
      `the template has a condition with ${name}, which forwarder local cannot evaluate`,
    );
  }

  #resource(logicalId: string): Resource {
    const resource = this.#template.Resources[logicalId];
    if (!resource) throw new TemplateError(`the template refers to "${logicalId}", which it does not have`);
    return resource;
  }
}
