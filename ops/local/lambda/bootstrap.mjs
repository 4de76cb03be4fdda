/**
 * What runs in a sandbox before the function: asks the Lambda Runtime API for invocations, one at a time, and answers
 * them. Written for Node 20 and later, without dependencies, since it shares the process with the function.
 */
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { pathToFileURL } from "node:url";

const { AWS_LAMBDA_RUNTIME_API = "", LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
const [hostname, port] = AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path: `/2018-06-01/runtime${path}`,
        agent,
        headers: { "content-type": "application/json" },
      },
      (incoming) => {
        const chunks = [];
        incoming.on("data", (chunk) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve({ headers: incoming.headers, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function describe(error) {
  const { name = "Error", message = String(error), stack = "" } = error instanceof Error ? error : {};
  return JSON.stringify({ errorType: name, errorMessage: message, trace: String(stack).split("\n") });
}

async function loadHandler() {
  const dot = _HANDLER.lastIndexOf(".");
  const path = `${LAMBDA_TASK_ROOT}/${_HANDLER.slice(0, dot)}`;
  const file = [".js", ".mjs", ".cjs"].map((extension) => path + extension).find(existsSync);
  if (!file) throw new Error(`there is no ${path}.js, .mjs or .cjs for the handler "${_HANDLER}"`);
  const loaded = await import(pathToFileURL(file).href);
  const name = _HANDLER.slice(dot + 1);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== "function") throw new Error(`${file} exports no function "${name}"`);
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** Ends the process as Lambda's own runtime does; the host sees the code and returns the whole batch. */
function dieOf(error, code) {
  console.error(error);
  process.exit(code);
}

process.on("unhandledRejection", (error) => dieOf(error, 128));
process.on("uncaughtException", (error) => dieOf(error, 129));

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  await call("POST", "/init/error", describe(error)).catch(() => {});
  dieOf(error, 1);
}

for (;;) {
  // When the host is gone there is nobody left to work for.
  const invocation = await call("GET", "/invocation/next").catch(() => process.exit(0));
  const id = invocation.headers["lambda-runtime-aws-request-id"];
  process.env._X_AMZN_TRACE_ID = invocation.headers["lambda-runtime-trace-id"];
  let answer;
  try {
    const result = await handler(JSON.parse(invocation.text), contextOf(invocation.headers));
    answer = [`/invocation/${id}/response`, JSON.stringify(result) ?? "null"];
  } catch (error) {
    console.error(error);
    answer = [`/invocation/${id}/error`, describe(error)];
  }
  const maxRssKb = String(process.resourceUsage().maxRSS);
  await call("POST", `${answer[0]}?max-rss-kb=${maxRssKb}`, answer[1]).catch(() => process.exit(0));
}
