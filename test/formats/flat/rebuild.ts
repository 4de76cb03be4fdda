/** A reader of flat events, written from docs/formats/flat.md and independent of the writer. */

type Step = string | number;

/** The record that a flat event (`keys: escape`, `arrays: index`, `empty: keep`) tells of. */
export function rebuild(event: Record<string, unknown>): unknown {
  const root = new Map<Step, unknown>();
  for (const [key, value] of Object.entries(event)) {
    const steps = stepsOf(key);
    let node = root;
    for (const step of steps.slice(0, -1)) {
      const next = node.get(step) ?? new Map<Step, unknown>();
      node.set(step, next);
      node = next as Map<Step, unknown>;
    }
    node.set(steps.at(-1) ?? "", value);
  }
  return builtValue(root);
}

/** Digits are an index, a backslash takes the next character as it is. */
function stepsOf(key: string): Step[] {
  const steps: Step[] = [];
  let step = "";
  let isEscaped = false;
  for (let at = 0; at <= key.length; at++) {
    if (at === key.length || key[at] === ".") {
      steps.push(!isEscaped && /^\d+$/.test(step) ? Number(step) : step);
      step = "";
      isEscaped = false;
    } else if (key[at] === "\\") {
      at++;
      step += key[at];
      isEscaped = true;
    } else step += key[at];
  }
  return steps;
}

function builtValue(node: unknown): unknown {
  if (!(node instanceof Map)) return node;
  const steps = [...node.keys()];
  if (steps.length > 0 && steps.every((step) => typeof step === "number")) {
    return steps.map((step) => builtValue(node.get(step)));
  }
  // JSON.parse keeps a key of any name as the object's own.
  return JSON.parse(
    `{${steps.map((step) => `${JSON.stringify(String(step))}:${JSON.stringify(builtValue(node.get(step)))}`).join(",")}}`,
  );
}
