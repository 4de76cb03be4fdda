import { App } from "aws-cdk-lib";
import { ConfigurationError } from "../lib/config-problems.ts";
import { addForwarderStack } from "../lib/synth.ts";

try {
  addForwarderStack(new App());
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The sentences are meant for the operator; a stack trace would bury them.
  console.error(error.message);
  process.exitCode = 1;
}
