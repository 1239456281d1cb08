import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What an instance is sent. */
export interface InstanceRequest {
  readonly event: unknown;
  /** When the invocation is ended, in milliseconds since 1970. */
  readonly deadlineMs: number;
}

/** How an invocation ended by itself. */
export type Completed =
  /** `waitedMs`: how long its calls of APIs waited while nothing was under way. */
  { readonly kind: 'result'; readonly value: unknown; readonly waitedMs: number } | { readonly kind: 'error'; readonly message: string };

/** What an instance sends. */
export type InstanceReply = { readonly kind: 'ready' } | Completed;

/** How an invocation ended. `ended`: its instance was killed, or its time was up. */
export type Outcome = Completed | { readonly kind: 'ended' };

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.ts');

/** Whatever happens to this program, no instance outlives it: a frozen one could not end by itself. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** An instance of a function: a process of its own that runs one invocation at a time and is frozen between two. */
export class Instance {
  readonly #child: ChildProcess;
  #isKilled = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts an instance, and waits until its function is loaded. */
  static async start(module: string, env: Readonly<Record<string, string>>): Promise<Instance> {
    const child = fork(BOOTSTRAP, [module], { execArgv: [], env: { ...env }, stdio: ['ignore', 2, 2, 'ipc'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error(`${module} cannot be loaded`)))]);
    child.kill('SIGSTOP');
    return new Instance(child);
  }

  /** Whether the process still exists. */
  get isAlive(): boolean {
    return !this.#isKilled && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Thaws the instance for one invocation, which is ended after its time limit. */
  async invoke(event: unknown, { timeoutMs }: { readonly timeoutMs: number }): Promise<Outcome> {
    const child = this.#child;
    const settled = new AbortController();
    const timer = setTimeout(() => this.kill(), timeoutMs);
    try {
      const ended = once(child, 'exit', settled).then((): Outcome => ({ kind: 'ended' }));
      const replied = once(child, 'message', settled).then(([reply]) => reply as Outcome);
      const outcome = Promise.race([replied, ended]);
      for (const waiting of [ended, replied]) waiting.catch(() => undefined);
      child.kill('SIGCONT');
      child.send({ event, deadlineMs: Date.now() + timeoutMs } satisfies InstanceRequest);
      return await outcome;
    } finally {
      clearTimeout(timer);
      settled.abort();
      if (this.isAlive) child.kill('SIGSTOP');
    }
  }

  /** Ends the process at once, in the middle of whatever it does. */
  kill(): void {
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
  }
}
