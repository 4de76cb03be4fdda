import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { generatedPages } from "./docs/pages.ts";

/** `npm run docs`: writes the pages that say what the schema says. A test fails when one of them is stale. */
const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));

for (const [name, text] of generatedPages()) {
  const file = path.join(DOCS, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
