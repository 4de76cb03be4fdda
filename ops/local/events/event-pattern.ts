import { isProperties, type Properties, TemplateError } from "../template/template.ts";

/** Whether an event has what a pattern asks for. Patterns name fields; a field of the event may be one of several values. */
export function matchesPattern(pattern: Properties, event: Properties): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event[name];
    if (isProperties(wanted)) return isProperties(value) && matchesPattern(wanted, value);
    if (!Array.isArray(wanted)) throw unknownPattern(wanted);
    return wanted.some((one) => matchesValue(one, value));
  });
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  if (!isProperties(wanted)) return wanted === value;
  const [[operator = "", operand] = []] = Object.entries(wanted);
  if (operator === "exists") return (value !== undefined) === operand;
  if (typeof operand !== "string") throw unknownPattern(wanted);
  if (operator === "prefix") return typeof value === "string" && value.startsWith(operand);
  if (operator === "suffix") return typeof value === "string" && value.endsWith(operand);
  if (operator === "wildcard") return typeof value === "string" && wildcard(operand).test(value);
  throw unknownPattern(wanted);
}

/** `*` for any text; a backslash takes the meaning from `*` and from itself. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[\\*]|\*|[^\\*]+|\\/g) ?? [];
  const source = parts.map((part) => {
    if (part === "*") return ".*";
    const literal = /^\\[\\*]$/.test(part) ? part.slice(1) : part;
    return literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`, "s");
}

function unknownPattern(pattern: unknown): TemplateError {
  return new TemplateError(`event patterns with ${JSON.stringify(pattern)} are not emulated`);
}
