import { notImplemented } from "../aws/aws-error.ts";
import { type AttributeValue, compare, type Item, isEqual } from "./attribute-value.ts";
import { validationError } from "./dynamodb-errors.ts";

/** What `#names` and `:values` of an expression stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** Says whether an item meets a condition. An item that does not exist has no attributes. */
export type Condition = (item: Item) => boolean;

type Operand = (item: Item) => AttributeValue | undefined;

const TOKEN = /\s*(?:([#:]?[A-Za-z_][\w.-]*)|(<>|<=|>=|=|<|>)|([(),]))/y;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/**
 * Compiles a condition or key condition: comparisons, BETWEEN, AND, OR, NOT, parentheses, `attribute_exists`,
 * `attribute_not_exists` and `begins_with`, over attributes at the top level.
 * @throws {AwsError} 501 for other functions and nested paths, ValidationException for what is no expression.
 */
export function compileCondition(text: string, placeholders: Placeholders): Condition {
  const parser = new Parser(text, placeholders);
  const condition = parser.or();
  parser.expectEnd();
  return condition;
}

class Parser {
  readonly #text: string;
  readonly #placeholders: Placeholders;
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string, placeholders: Placeholders) {
    this.#text = text;
    this.#placeholders = placeholders;
    this.#tokens = tokenize(text);
  }

  or(): Condition {
    let condition = this.#and();
    while (this.#takes("OR")) {
      const [left, right] = [condition, this.#and()];
      condition = (item) => left(item) || right(item);
    }
    return condition;
  }

  expectEnd(): void {
    if (this.#at < this.#tokens.length) this.#fail();
  }

  #and(): Condition {
    let condition = this.#not();
    while (this.#takes("AND")) {
      const [left, right] = [condition, this.#not()];
      condition = (item) => left(item) && right(item);
    }
    return condition;
  }

  #not(): Condition {
    if (!this.#takes("NOT")) return this.#primary();
    const inner = this.#not();
    return (item) => !inner(item);
  }

  #primary(): Condition {
    if (this.#takes("(")) {
      const inner = this.or();
      this.#expect(")");
      return inner;
    }
    if (this.#tokens[this.#at + 1] === "(") return this.#function();
    const left = this.#operand();
    const operator = this.#next();
    if (operator.toUpperCase() === "BETWEEN") {
      const low = this.#operand();
      this.#expect("AND");
      const high = this.#operand();
      return (item) => {
        const [value, least, most] = [left(item), low(item), high(item)];
        if (!value || !least || !most) return false;
        return (compare(value, least) ?? -1) >= 0 && (compare(value, most) ?? 1) <= 0;
      };
    }
    const right = this.#operand();
    return comparison(operator, left, right) ?? this.#fail();
  }

  #function(): Condition {
    const name = this.#next();
    this.#expect("(");
    const first = this.#operand();
    const second = this.#takes(",") ? this.#operand() : undefined;
    this.#expect(")");
    if (name === "attribute_exists") return (item) => first(item) !== undefined;
    if (name === "attribute_not_exists") return (item) => first(item) === undefined;
    if (name === "begins_with" && second)
      return (item) => {
        const [text, start] = [first(item)?.S, second(item)?.S];
        return typeof text === "string" && typeof start === "string" && text.startsWith(start);
      };
    throw notImplemented(`the DynamoDB function ${name}`);
  }

  #operand(): Operand {
    const token = this.#next();
    if (token.includes(".")) throw notImplemented(`the DynamoDB path ${token}`);
    if (token.startsWith(":")) {
      const value = this.#placeholders.values[token];
      if (!value)
        throw validationError(`An expression attribute value used in expression is not defined: ${token}`);
      return () => value;
    }
    const name = token.startsWith("#") ? this.#placeholders.names[token] : token;
    if (name === undefined)
      throw validationError(
        `An expression attribute name used in the document path is not defined: ${token}`,
      );
    return (item) => (Object.hasOwn(item, name) ? item[name] : undefined);
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #expect(word: string): void {
    if (!this.#takes(word)) this.#fail();
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token ?? this.#fail();
  }

  #fail(): never {
    throw validationError(
      `Invalid expression: syntax error; near: ${this.#tokens[this.#at] ?? "the end"} in ${this.#text}`,
    );
  }
}

function comparison(operator: string, left: Operand, right: Operand): Condition | undefined {
  const equal: Condition = (item) => {
    const [one, other] = [left(item), right(item)];
    return one !== undefined && other !== undefined && isEqual(one, other);
  };
  if (operator === "=") return equal;
  if (operator === "<>") return (item) => !equal(item);
  const holds = COMPARISONS[operator];
  if (!holds) return undefined;
  return (item) => {
    const [one, other] = [left(item), right(item)];
    const order = one && other && compare(one, other);
    return order !== undefined && holds(order);
  };
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw validationError(`Invalid expression: syntax error; token: ${text.slice(at, at + 10)}`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return tokens;
}
