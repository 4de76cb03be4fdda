import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FunctionFailure } from "./failure.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { Sandbox, type SandboxOptions } from "./sandbox.ts";

export interface FunctionHostOptions {
  readonly spec: FunctionSpec;
  readonly awsEndpoint: string;
  readonly accessKeyId: string;
  readonly extraCaFile?: string;
  /** Node binary of the function processes; default the one that runs this. */
  readonly node?: string;
  readonly onLine?: (line: string) => void;
  readonly onInvocation?: InvocationWatch;
}

/** Told of each invocation as it begins, with the means to kill its process; the returned function is told of its end. */
export type InvocationWatch = (kill: () => void) => () => void;

/** What a host did so far. */
export interface HostStatistics {
  readonly invocations: number;
  readonly coldStarts: number;
  /** Largest resident memory of any sandbox, in MB. */
  readonly peakRssMb: number;
}

/** Runs one function as Lambda does: a sandbox per concurrent invocation, warm ones first. */
export class FunctionHost {
  readonly spec: FunctionSpec;
  readonly #options: FunctionHostOptions;
  readonly #taskRoot: string;
  readonly #sandboxes = new Set<Sandbox>();
  readonly #warm: Sandbox[] = [];
  #invocations = 0;
  #coldStarts = 0;
  #peakRssMb = 0;
  #isStopped = false;

  private constructor(options: FunctionHostOptions, taskRoot: string) {
    this.spec = options.spec;
    this.#options = options;
    this.#taskRoot = taskRoot;
  }

  /**
   * Copies the code to a task root of its own, as a deployment does. (Run where it lies, a `.js` bundle below this
   * project's package.json would be taken for an ES module and fail to load.)
   */
  static async create(options: FunctionHostOptions): Promise<FunctionHost> {
    const taskRoot = await mkdtemp(join(tmpdir(), "forwarder-task-"));
    await cp(options.spec.assetPath, taskRoot, { recursive: true });
    return new FunctionHost(options, taskRoot);
  }

  get statistics(): HostStatistics {
    return { invocations: this.#invocations, coldStarts: this.#coldStarts, peakRssMb: this.#peakRssMb };
  }

  /** Process ids of the sandboxes that live, for tests that kill one. */
  get pids(): number[] {
    return [...this.#sandboxes].flatMap(({ pid }) => pid ?? []);
  }

  /** Starts a sandbox before anybody needs it. */
  async warmUp(): Promise<void> {
    this.#warm.push(await this.#startSandbox());
  }

  /** Invokes the function with JSON text and returns its JSON text. @throws {FunctionFailure} */
  async invoke(payload: string): Promise<string> {
    if (this.#isStopped) throw new FunctionFailure("stopped", "the host is shutting down");
    const sandbox = this.#warm.pop() ?? (await this.#startSandbox());
    this.#invocations += 1;
    const ended = this.#options.onInvocation?.(() => sandbox.killProcess());
    try {
      return await sandbox.invoke(randomUUID(), payload);
    } finally {
      ended?.();
      this.#peakRssMb = Math.max(this.#peakRssMb, sandbox.peakRssMb);
      if (sandbox.isAlive) this.#warm.push(sandbox);
    }
  }

  /** Kills every process, waits until all it wrote has been read, and removes the task root. */
  async stop(): Promise<void> {
    const closed = [...this.#sandboxes].map((sandbox) => sandbox.closed);
    this.killAll();
    await Promise.all(closed);
    await rm(this.#taskRoot, { recursive: true, force: true });
  }

  /** Kills every process; may be called while the program exits. */
  killAll(): void {
    this.#isStopped = true;
    for (const sandbox of this.#sandboxes) sandbox.kill();
  }

  async #startSandbox(): Promise<Sandbox> {
    this.#coldStarts += 1;
    const {
      spec,
      awsEndpoint,
      accessKeyId,
      extraCaFile,
      node = process.execPath,
      onLine = () => {},
    } = this.#options;
    const options: SandboxOptions = {
      spec,
      taskRoot: this.#taskRoot,
      awsEndpoint,
      accessKeyId,
      extraCaFile,
      node,
      onLine,
    };
    const sandbox = new Sandbox(options);
    this.#sandboxes.add(sandbox);
    await sandbox.start(() => {
      this.#sandboxes.delete(sandbox);
      const index = this.#warm.indexOf(sandbox);
      if (index >= 0) this.#warm.splice(index, 1);
    });
    return sandbox;
  }
}
