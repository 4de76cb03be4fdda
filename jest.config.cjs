/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": "<rootDir>/test/support/esbuild-transform.cjs" },
  // The emulated end-to-end runs start child processes: more workers than cores only makes them slower.
  maxWorkers: 2,
  testTimeout: 60_000,
};
