/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // The proxy agent is published as ES modules only, which jest's CommonJS cannot load.
  transform: {
    "\\.ts$|/(https-proxy-agent|agent-base|proxy-agent-negotiate)/.*\\.js$":
      "<rootDir>/test/support/esbuild-transform.cjs",
  },
  transformIgnorePatterns: ["/node_modules/(?!(https-proxy-agent|agent-base|proxy-agent-negotiate)/)"],
  // The emulated end-to-end runs start child processes: more workers than cores only makes them slower.
  maxWorkers: 2,
  testTimeout: 60_000,
};
