/** A pipeline's name as the start of a CloudFormation output's name: `splunk-hec` becomes `SplunkHec`. */
export function pascalCase(name: string): string {
  return name
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
