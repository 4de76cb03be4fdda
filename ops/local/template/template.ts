/** A synthesized stack: what the emulation is built from. */
export interface StackSource {
  readonly stackName: string;
  readonly template: Template;
  /** Folder with a function's code, by the function's logical id. */
  readonly functionAssets: readonly { readonly logicalId: string; readonly folder: string }[];
}

/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: unknown;
  readonly Conditions?: unknown;
  readonly Parameters?: unknown;
  readonly Mappings?: unknown;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Condition?: unknown;
}

export type Properties = Readonly<Record<string, unknown>>;

/** Something in the template that the emulation cannot do and that would change what happens. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
