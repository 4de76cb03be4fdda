const { createHash } = require("node:crypto");
const esbuild = require("esbuild");

const options = {
  loader: "ts",
  format: "cjs",
  // Under CommonJS jest cannot load modules dynamically: `import()` becomes a promise of `require()`.
  supported: { "dynamic-import": false },
  target: "node20",
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
