/** One step of a path: a name, any name, or any number of names. */
type Step =
  | { readonly kind: "name"; readonly is: (name: string) => boolean }
  | { readonly kind: "any-depth" };

export type CompiledPath = readonly Step[];

/**
 * Compiles a dotted path: `requestParameters.password`; `*` is any one name, `**` any number of them, `\.` a dot inside a
 * name. Arrays take no step: the path goes on in each of their elements, as in filter patterns.
 * @throws {Error} in words for the person who wrote the path.
 */
export function compilePath(text: string): CompiledPath {
  const names = splitAtDots(text);
  if (names.some((name) => name === ""))
    throw new Error(`${JSON.stringify(text)} has an empty name between dots`);
  return names.map((name) => {
    if (name === "**") return { kind: "any-depth" };
    if (name === "*") return { kind: "name", is: () => true };
    return { kind: "name", is: (other) => other === name };
  });
}

/** Every member with one of these names, however deep, its case ignored. */
export function anywhereNamed(names: readonly string[]): CompiledPath {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return [{ kind: "any-depth" }, { kind: "name", is: (name) => lower.has(name.toLowerCase()) }];
}

/** The first name of a path when it is a plain one. */
export function firstName(text: string): string | undefined {
  const [first] = splitAtDots(text);
  return first;
}

function splitAtDots(text: string): string[] {
  // A dot that no backslash precedes.
  return text.split(/(?<!\\)\./).map((name) => name.replaceAll("\\.", "."));
}

/** How far one path has come on the way down into a record. */
interface PathState<T> {
  /** Number of the path. */
  readonly path: number;
  readonly at: number;
  readonly steps: CompiledPath;
  readonly owner: T;
}

/** A place in a record, as far as paths care: which of them may still end below. */
export interface PathNode<T> {
  readonly isDeadEnd: boolean;
  readonly states: readonly PathState<T>[];
  readonly below: Map<string, PathMove<T>>;
}

export interface PathMove<T> {
  readonly node: PathNode<T>;
  /** The owners whose path ends at the name that was taken, in the order of their paths. */
  readonly ended: readonly T[];
}

/** Names are the caller's to invent, so what is remembered of them is bounded. */
const MAX_REMEMBERED = 20_000;

/**
 * Follows many paths at once. Each step from a place by a name is worked out once and remembered, so that the usual
 * record costs one look-up a member.
 */
export class PathTracker<T> {
  readonly root: PathNode<T>;
  #nodes = new Map<string, PathNode<T>>();
  #remembered = 0;

  constructor(paths: readonly (readonly [steps: CompiledPath, owner: T])[]) {
    this.root = this.#nodeOf(paths.map(([steps, owner], path) => ({ path, at: 0, steps, owner })));
  }

  /** Goes one name down. */
  move(from: PathNode<T>, name: string): PathMove<T> {
    const known = from.below.get(name);
    if (known) return known;
    const below: PathState<T>[] = [];
    const ended: T[] = [];
    for (const state of from.states) step(state, state.at, name, below, ended);
    const move = { node: this.#nodeOf(below), ended: [...new Set(ended)] };
    if (this.#remembered >= MAX_REMEMBERED) this.#forget();
    this.#remembered += 1;
    from.below.set(name, move);
    return move;
  }

  #nodeOf(states: readonly PathState<T>[]): PathNode<T> {
    const distinct = new Map(states.map((state) => [`${state.path}:${state.at}`, state]));
    const key = [...distinct.keys()].sort().join();
    const known = this.#nodes.get(key);
    if (known) return known;
    const node = { isDeadEnd: distinct.size === 0, states: [...distinct.values()], below: new Map() };
    this.#nodes.set(key, node);
    return node;
  }

  #forget(): void {
    for (const node of this.#nodes.values()) node.below.clear();
    this.#remembered = 0;
  }
}

function step<T>(state: PathState<T>, at: number, name: string, below: PathState<T>[], ended: T[]): void {
  const current = state.steps[at];
  const isLast = at === state.steps.length - 1;
  if (current === undefined) return;
  if (current.kind === "any-depth") {
    below.push({ ...state, at });
    if (isLast) ended.push(state.owner);
    else step(state, at + 1, name, below, ended);
  } else if (current.is(name)) {
    if (isLast) ended.push(state.owner);
    else below.push({ ...state, at: at + 1 });
  }
}
