const { createHash } = require("node:crypto");
const esbuild = require("esbuild");

const options = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  // jest's module loader knows no `import()` without a flag: it becomes `require`.
  supported: { "dynamic-import": false },
  sourcemap: "inline",
  define: { "import.meta.url": "__moduleUrl" },
  banner: 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;',
};

module.exports = {
  process: (source, file) => esbuild.transformSync(source, { ...options, sourcefile: file }),
  getCacheKey: (source, file) =>
    createHash("sha256")
      .update(JSON.stringify(options))
      .update(esbuild.version)
      .update(file)
      .update(source)
      .digest("hex"),
};
