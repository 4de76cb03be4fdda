import { arnOf } from "../account.ts";
import { type AttributeValue, compare, type Item } from "./attribute-value.ts";
import { tableExists, tableNotFound, validationError } from "./dynamodb-errors.ts";

export interface TableKeys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** A table: items by partition, in the order of their sort key. */
export class Table {
  readonly name: string;
  readonly keys: TableKeys;
  readonly #partitions = new Map<string, Map<string, Item>>();

  constructor(name: string, keys: TableKeys) {
    this.name = name;
    this.keys = keys;
  }

  get arn(): string {
    return arnOf("dynamodb", `table/${this.name}`);
  }

  get(key: Item): Item | undefined {
    const [partition, sort] = this.#place(key);
    return this.#partitions.get(partition)?.get(sort);
  }

  put(item: Item): void {
    const [partition, sort] = this.#place(item);
    const items = this.#partitions.get(partition) ?? new Map<string, Item>();
    this.#partitions.set(partition, items.set(sort, item));
  }

  delete(key: Item): void {
    const [partition, sort] = this.#place(key);
    this.#partitions.get(partition)?.delete(sort);
  }

  /** Items of one partition, or of all of them, by sort key. */
  items(partition?: AttributeValue): Item[] {
    const partitions = partition
      ? [this.#partitions.get(JSON.stringify(partition))]
      : [...this.#partitions.values()];
    return partitions.flatMap((items) =>
      [...(items?.values() ?? [])].sort((left, right) => this.#order(left, right)),
    );
  }

  #order(left: Item, right: Item): number {
    const { sortKey } = this.keys;
    const [one, other] = sortKey ? [left[sortKey], right[sortKey]] : [];
    return one && other ? (compare(one, other) ?? 0) : 0;
  }

  #place(item: Item): [partition: string, sort: string] {
    const { partitionKey, sortKey } = this.keys;
    const text = (name: string) => {
      const value = item[name];
      if (!value || value.S === "")
        throw validationError(`One of the required keys was not given a value: ${name}`);
      return JSON.stringify(value);
    };
    return [text(partitionKey), sortKey ? text(sortKey) : ""];
  }
}

export class TableStore {
  readonly #tables = new Map<string, Table>();

  create(name: string, keys: TableKeys): Table {
    if (this.#tables.has(name)) throw tableExists(name);
    const table = new Table(name, keys);
    this.#tables.set(name, table);
    return table;
  }

  /** By name or ARN. @throws {AwsError} ResourceNotFoundException */
  get(nameOrArn: string): Table {
    const table = this.#tables.get(nameOrArn.replace(/^arn:.*:table\//, ""));
    if (!table) throw tableNotFound();
    return table;
  }
}
