import { Instance, type Outcome } from './instance.ts';
import type { KillPlan } from './kill-plan.ts';

/** How a function is deployed. */
export interface FunctionOptions {
  readonly name: string;
  /** The bundled module. */
  readonly module: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** How many of its invocations may run at once. */
  readonly reservedConcurrency: number;
  /** Invocations that are killed. @defaultValue none */
  readonly kills?: KillPlan | undefined;
}

/** What a function has cost so far. */
export interface FunctionUsage {
  readonly invocations: number;
  readonly throttles: number;
  readonly coldStarts: number;
  /** Time of invocations, and of loading the function in new instances; each is rounded up to a millisecond, as AWS bills it. */
  readonly billedMs: number;
  /** Of that: time in which calls of APIs waited and none was under way. */
  readonly waitedMs: number;
}

/** A function on the local runtime. */
export class LambdaFunction {
  readonly name: string;
  readonly #options: FunctionOptions;
  readonly #idle: Instance[] = [];
  #running = 0;
  readonly #usage = { invocations: 0, throttles: 0, coldStarts: 0, billedMs: 0, waitedMs: 0 };

  constructor(options: FunctionOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get usage(): FunctionUsage {
    return { ...this.#usage };
  }

  /** How many invocations can start now. */
  get free(): number {
    return this.#options.reservedConcurrency - this.#running;
  }

  /** @returns how the invocation ended; `undefined` when as many run as are reserved: AWS throttles it. */
  async invoke(event: unknown): Promise<Outcome | undefined> {
    if (this.free <= 0) {
      this.#usage.throttles += 1;
      return undefined;
    }
    this.#running += 1;
    try {
      return await this.#run(this.#idle.pop() ?? (await this.#start()), event);
    } finally {
      this.#running -= 1;
    }
  }

  async #run(instance: Instance, event: unknown): Promise<Outcome> {
    const { timeoutSeconds, kills, name } = this.#options;
    this.#usage.invocations += 1;
    const startedMs = performance.now();
    const disarm = kills?.arm(name, instance);
    const outcome = await instance.invoke(event, { timeoutMs: timeoutSeconds * 1000 });
    disarm?.();
    this.#usage.billedMs += Math.ceil(performance.now() - startedMs);
    if (outcome.kind === 'result') this.#usage.waitedMs += outcome.waitedMs;
    if (instance.isAlive) this.#idle.push(instance);
    return outcome;
  }

  async #start(): Promise<Instance> {
    const { module, env } = this.#options;
    const startedMs = performance.now();
    const instance = await Instance.start(module, env);
    this.#usage.coldStarts += 1;
    this.#usage.billedMs += Math.ceil(performance.now() - startedMs);
    return instance;
  }

  /** Ends every idle instance. */
  close(): void {
    for (const instance of this.#idle.splice(0)) instance.kill();
  }
}
