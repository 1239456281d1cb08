import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';

/** What a measurement came to, and what its program needed for it. */
export interface Measured<Result> {
  readonly result: Result;
  readonly peakRssMb: number;
  /** What is in use when all garbage is collected, in megabytes, at the end. */
  readonly liveHeapMb: number;
  /** Of the processor, user and system: on a shared machine it says more than the time of day. */
  readonly cpuSeconds: number;
}

type Response<Result> = Measured<Result> | { readonly failure: string };

export interface ChildOptions {
  /** Where to write a CPU profile of the child. @defaultValue none is made */
  readonly profileDir?: string | undefined;
  /** The most that its objects may take, in megabytes; it fails when that is not enough. @defaultValue what V8 thinks fit for the machine */
  readonly maxHeapMb?: number | undefined;
}

const SOURCE_CONDITION = '--conditions=@frigg-crm/source';

/** A program of its own that has responded and goes on, until `stop`. */
export interface RunningChild<Result> {
  readonly result: Result;
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), in the middle of whatever it does. */
  kill(): Promise<void>;
}

/** Starts a module in a program of its own, sends it `input`, and waits for its response. The program stays. */
export async function startChild<Input, Result>(
  module: URL,
  input: Input,
  options: ChildOptions = {},
): Promise<RunningChild<Measured<Result>>> {
  const heap = options.maxHeapMb === undefined ? [] : [`--max-old-space-size=${options.maxHeapMb}`, '--max-semi-space-size=8'];
  const profiling = options.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`];
  const child = fork(module, { execArgv: [SOURCE_CONDITION, '--expose-gc', ...heap, ...profiling], serialization: 'advanced' });
  child.send(input as object);
  const response = await responseOf<Result>(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    if (child.connected) child.disconnect();
    await exit;
  };
  if ('failure' in response) {
    await stop();
    throw new Error(response.failure);
  }
  const kill = async (): Promise<void> => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  return { result: response, stop, kill };
}

/** Measures in a program of its own: what others have left behind in memory plays no part. */
export async function measureInChild<Input, Result>(module: URL, input: Input, options: ChildOptions = {}): Promise<Measured<Result>> {
  const { result, stop } = await startChild<Input, Result>(module, input, options);
  await stop();
  return result;
}

/** The child's side: responds to the parent's one message. The program ends when the parent lets go and nothing is left to do. */
export function answerParent<Input, Result>(measure: (input: Input) => Promise<Result>): void {
  process.once('message', (input: Input) => {
    void (async () => {
      try {
        const result = await measure(input);
        process.send?.({ result, ...takeStock() });
      } catch (error) {
        process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
}

function takeStock(): Omit<Measured<unknown>, 'result'> {
  const { user, system } = process.cpuUsage();
  const peak = peakRssMb();
  globalThis.gc?.();
  return {
    peakRssMb: peak,
    liveHeapMb: Math.round(process.memoryUsage().heapUsed / 2 ** 20),
    cpuSeconds: Math.round((user + system) / 1e4) / 100,
  };
}

async function responseOf<Result>(child: ChildProcess): Promise<Response<Result>> {
  return new Promise((resolve, reject) => {
    child.once('message', (response) => resolve(response as Response<Result>));
    child.once('exit', (code) => reject(new Error(`A measurement ended with code ${code} before it responded`)));
  });
}

/**
 * @returns the most memory that this program ever held, in megabytes. Linux says it for the program alone (`VmHWM`);
 * `maxRSS` would begin with what the parent held when it started us.
 */
function peakRssMb(): number {
  return Math.round(readPeakKb() / 1024);
}

function readPeakKb(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return line === undefined ? resourceUsage().maxRSS : Number(line);
  } catch {
    return resourceUsage().maxRSS;
  }
}
