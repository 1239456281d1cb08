import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../../../..');

/** `frigg-crm demo` with its page. */
export interface Demo {
  /** What signs in once. */
  readonly link: string;
  /** Where it listens. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a demo. */
export async function openDemo(args: readonly string[]): Promise<Demo> {
  const program = ['--conditions=@frigg-crm/source', join(ROOT, 'apps/cli/src/main.ts'), 'demo', '--page', 'always', ...args];
  const child = spawn(process.execPath, program, { env: { ...process.env, NODE_ENV: 'production' } });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const link = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(`the demo has ended: ${log}`)));
    createInterface(child.stdout).on('line', (line) => {
      const [, found] = /open once: +(\S+)/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    link,
    url: new URL(link).origin,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
