/** What a function is, as the template says it. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** Folder with the bundled code; copied before it runs. */
  readonly assetPath: string;
  /** `file.export`, as Lambda writes it. */
  readonly handler: string;
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** `JSON` or `Text`, and the least severe level of the application's own log. */
  readonly logFormat: string;
  readonly logLevel?: string;
}
