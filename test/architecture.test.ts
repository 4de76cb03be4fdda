import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(__dirname, "..");

/** Which folders a folder's files may import; the first matching line counts. */
const RULES: readonly (readonly [folder: RegExp, mayImport: RegExp])[] = [
  [/^bin\//, /^lib\//],
  [/^lib\/policies\//, /^(lib\/policies\/|lambda\/contract\/|lambda\/destinations\/define-destination\.ts)/],
  [/^lib\//, /^(lib\/|lambda\/contract\/|lambda\/destinations\/registry\.ts)/],
  [
    /^lambda\/formats\//,
    /^lambda\/(formats|contract|encode|decode)\/|^lambda\/(types|errors|record-fields)\.ts/,
  ],
  [
    /^lambda\/destinations\//,
    /^lambda\/(destinations|contract|encode|formats\/registry)|^lambda\/(types|errors)\.ts/,
  ],
  [/^lambda\//, /^lambda\//],
  [/^ops\//, /^(ops|lib|lambda|samples)\//],
];

const files = ["bin", "lib", "lambda", "ops"].flatMap(sourcesIn);
const imports = files.flatMap((file) =>
  [...readFileSync(path.join(ROOT, file), "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(
    ([, target = ""]) => ({
      file,
      target: path.posix.join(path.posix.dirname(file), target),
    }),
  ),
);

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/")));
  } catch {
    // A room that does not exist yet has no imports.
    return [];
  }
}

test("imports go one way between the rooms", () => {
  const wrong = imports.filter(({ file, target }) => {
    const rule = RULES.find(([folder]) => folder.test(file));
    return !rule?.[1].test(target);
  });

  expect(imports.length).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});

test("no file imports itself by way of others, types included", () => {
  const targetsOf = new Map(files.map((file) => [file, imports.filter((entry) => entry.file === file)]));
  const settled = new Set<string>();
  const circleFrom = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (settled.has(file)) return undefined;
    for (const { target } of targetsOf.get(file) ?? []) {
      const circle = circleFrom(target, [...path, file]);
      if (circle) return circle;
    }
    settled.add(file);
    return undefined;
  };

  expect(files.map((file) => circleFrom(file, [])).filter(Boolean)).toEqual([]);
});

test("one format or destination never imports another", () => {
  const room = (file: string) => /^lambda\/(formats|destinations)\/([^/]+)/.exec(file)?.slice(1).join("/");
  const isRegistry = (file: string) => /^lambda\/(formats|destinations)\/registry\.ts$/.test(file);
  // A registry imports its entries, and the doorway type that they share.
  const entries = new Set(
    imports
      .filter(
        ({ file, target }) =>
          isRegistry(file) && room(target) && !/define-(format|destination)|envelope/.test(target),
      )
      .map(({ target }) => room(target)),
  );
  const wrong = imports.filter(
    ({ file, target }) => !isRegistry(file) && room(file) !== room(target) && entries.has(room(target)),
  );

  expect(entries.size).toBeGreaterThan(2);
  expect(wrong).toEqual([]);
});

test("only the stack knows the CDK, and nothing at runtime reads the environment by itself", () => {
  const lambdaFiles = files.filter((file) => file.startsWith("lambda/"));
  const text = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

  expect(lambdaFiles.filter((file) => /from "(aws-cdk-lib|constructs)/.test(text(file)))).toEqual([]);
  expect(
    lambdaFiles.filter(
      (file) =>
        !/handler\.ts$/.test(file) &&
        /process\.env/.test(text(file).replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "")),
    ),
  ).toEqual([]);
});
