import { startProgram, type Program } from '@frigg-crm/kit/programs';
import type { Sandboxes } from '../test-support/sandboxes.ts';
import { PAGE_SIZE, QUO_KEY } from '../worker/worker-input.ts';

const CLI = new URL('../../../../apps/cli/src/main.ts', import.meta.url);

/** `frigg-crm sync` with its store and its queues in a SQLite file. */
export interface EmbeddedRun extends Program {
  /** Resolves when it reports that so many people more are processed than at its first check. */
  processed(more: number): Promise<void>;
}

/** Starts the command as its users do. */
export function startEmbeddedRun(file: string, { crm, quo }: Sandboxes, { compileCache }: { readonly compileCache: string }): EmbeddedRun {
  const flags = {
    connector: 'pipedrive',
    'crm-url': crm.url,
    'quo-url': quo.url,
    store: `sqlite:${file}`,
    'page-size': PAGE_SIZE,
    workers: 4,
    'quo-rate': 10_000,
  };
  const args = ['sync', '--json', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])];
  const env = { FRIGG_CRM_CRM_TOKEN: crm.token, FRIGG_CRM_QUO_KEY: QUO_KEY, NODE_COMPILE_CACHE: compileCache };
  const counts: number[] = [];
  const listeners = new Set<() => void>();
  const program = startProgram(CLI, args, {
    env,
    onLine(line) {
      const { type, processed } = JSON.parse(line) as { readonly type: string; readonly processed?: number };
      if (type === 'progress' && processed !== undefined) counts.push(processed);
      for (const listener of listeners) listener();
    },
  });
  const processed = async (more: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if ((counts.at(-1) ?? 0) < (counts[0] ?? 0) + more) return;
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      void program.ended.then(() => reject(new Error(`the run ended before ${more} more people were processed:\n${program.stderr}`)));
      check();
    });
  return Object.assign(Object.create(program) as Program, { processed });
}
