import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { FunctionFailure } from "./failure.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { residentMemory } from "./memory.ts";
import { type Invocation, RuntimeApi } from "./runtime-api.ts";
import { sandboxEnvironment } from "./sandbox-environment.ts";

const BOOTSTRAP = fileURLToPath(new URL("./bootstrap.mjs", import.meta.url));

/** How often the resident memory is looked at while a function works. */
const MEMORY_SAMPLE_MS = 50;

export interface SandboxOptions {
  readonly spec: FunctionSpec;
  readonly taskRoot: string;
  readonly awsEndpoint: string;
  readonly accessKeyId: string;
  readonly extraCaFile?: string;
  /** Node binary of the function process. */
  readonly node: string;
  /** One line of the function's stdout or stderr. */
  readonly onLine: (line: string) => void;
}

interface Running {
  readonly requestId: string;
  readonly resolve: (payload: string) => void;
  readonly reject: (failure: FunctionFailure) => void;
  readonly timers: readonly NodeJS.Timeout[];
}

/**
 * One execution environment: a process of its own behind a Runtime API of its own, one invocation at a time, used again
 * while it lives. Memory and time are capped as the template says; what breaks a cap is killed.
 */
export class Sandbox {
  /** Largest resident memory so far, in MB. */
  peakRssMb = 0;
  readonly #options: SandboxOptions;
  readonly #api: RuntimeApi;
  readonly #ready: Promise<void>;
  #markReady: () => void = () => {};
  #markBroken: (failure: FunctionFailure) => void = () => {};
  #child: ChildProcess | undefined;
  #running: Running | undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #ending: FunctionFailure | undefined;
  #onEnd: () => void = () => {};
  /** Resolves when the process has ended and everything it wrote has been read. */
  closed: Promise<void> = Promise.resolve();

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#ready = new Promise((resolve, reject) => {
      this.#markReady = resolve;
      this.#markBroken = reject;
    });
    // Whoever invokes sees the failure; until then nobody has to.
    this.#ready.catch(() => {});
    this.#api = new RuntimeApi({
      ready: () => {
        clearTimeout(this.#initTimer);
        this.#markReady();
      },
      succeeded: (requestId, payload) => this.#settle(requestId, (running) => running.resolve(payload)),
      failed: (requestId, error) =>
        this.#settle(requestId, (running) => running.reject(new FunctionFailure("error", errorText(error)))),
      initFailed: (error) => this.#end(new FunctionFailure("init", errorText(error))),
      measured: (maxRssMb) => {
        // Linux's own figure is better: this one counts what the process was forked from.
        if (process.platform !== "linux") this.peakRssMb = Math.max(this.peakRssMb, maxRssMb);
      },
    });
  }

  get isAlive(): boolean {
    return this.#ending === undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process. `onEnd` is called once, when it has ended for whatever reason. */
  async start(onEnd: () => void): Promise<void> {
    this.#onEnd = onEnd;
    const runtimeApi = await this.#api.start();
    if (!this.isAlive) return this.#api.stop();
    const { spec, taskRoot, node, onLine } = this.#options;
    const child = spawn(node, [`--max-old-space-size=${heapMb(spec.memoryMb)}`, BOOTSTRAP], {
      cwd: taskRoot,
      env: sandboxEnvironment({ ...this.#options, runtimeApi }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#initTimer = setTimeout(
      () => this.#end(new FunctionFailure("init", `did not start within ${spec.timeoutSeconds} seconds`)),
      spec.timeoutSeconds * 1000,
    );
    this.closed = new Promise((resolve) => {
      child.once("close", () => resolve());
      child.once("error", () => resolve());
    });
    createInterface({ input: child.stdout }).on("line", onLine);
    createInterface({ input: child.stderr }).on("line", onLine);
    child.on("error", (error) =>
      this.#end(new FunctionFailure("init", `cannot start ${node}: ${error.message}`)),
    );
    child.on("exit", (code, signal) => {
      const how = signal ? `signal ${signal}` : `exit status ${code}`;
      this.#end(new FunctionFailure("exit", `the function process ended: ${how}`));
    });
  }

  /** Runs one invocation; the payloads are JSON text. @throws {FunctionFailure} */
  async invoke(requestId: string, payload: string): Promise<string> {
    await this.#ready;
    const { spec } = this.#options;
    const deadlineMs = Date.now() + spec.timeoutSeconds * 1000;
    const invocation: Invocation = { requestId, payload, deadlineMs, functionArn: spec.arn };
    return new Promise((resolve, reject) => {
      if (this.#ending) return reject(this.#ending);
      const timeout = setTimeout(
        () => this.#end(new FunctionFailure("timeout", `timed out after ${spec.timeoutSeconds} seconds`)),
        spec.timeoutSeconds * 1000,
      );
      const sampler = setInterval(() => this.#checkMemory(), MEMORY_SAMPLE_MS);
      this.#running = { requestId, resolve, reject, timers: [timeout, sampler] };
      this.#api.hand(invocation);
    });
  }

  /** Kills the process; an invocation in it fails. */
  kill(failure = new FunctionFailure("stopped", "the host is shutting down")): void {
    this.#end(failure);
  }

  /** Kills the process as somebody from outside would: it is noticed like any other end. */
  killProcess(): void {
    this.#child?.kill("SIGKILL");
  }

  #checkMemory(): void {
    const memory = this.#child?.pid ? residentMemory(this.#child.pid) : undefined;
    if (!memory) return;
    this.peakRssMb = Math.max(this.peakRssMb, memory.peakMb);
    const { memoryMb } = this.#options.spec;
    if (memory.nowMb > memoryMb)
      this.#end(
        new FunctionFailure("memory", `used ${Math.round(memory.nowMb)} MB of ${memoryMb} MB and was killed`),
      );
  }

  #settle(requestId: string, settle: (running: Running) => void): void {
    const running = this.#running;
    if (running?.requestId !== requestId) return;
    this.#checkMemory();
    this.#running = undefined;
    for (const timer of running.timers) clearTimeout(timer);
    settle(running);
  }

  #end(failure: FunctionFailure): void {
    if (this.#ending) return;
    this.#ending = failure;
    clearTimeout(this.#initTimer);
    this.#child?.kill("SIGKILL");
    this.#api.stop();
    this.#markBroken(failure);
    const running = this.#running;
    if (running) this.#settle(running.requestId, ({ reject }) => reject(failure));
    this.#onEnd();
  }
}

/** Lambda gives about nine tenths of the memory to the heap of large functions, and leaves more room in small ones. */
function heapMb(memoryMb: number): number {
  return Math.floor(memoryMb * (memoryMb < 512 ? 0.75 : 0.9));
}

function errorText(json: string): string {
  try {
    const { errorType, errorMessage, trace } = JSON.parse(json) as Record<string, unknown>;
    const place = Array.isArray(trace) ? trace.slice(1, 4).join("\n") : "";
    return `${String(errorType)}: ${String(errorMessage)}${place ? `\n${place}` : ""}`;
  } catch {
    return json;
  }
}
