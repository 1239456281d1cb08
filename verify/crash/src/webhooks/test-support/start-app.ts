import { startProgram, type Program } from '@frigg-crm/kit/programs';
import type { WorkerEvent } from '../../worker/worker-input.ts';
import type { AppInput } from '../app/app-input.ts';
import { until } from './until.ts';

const APP_PROGRAM = new URL('../app/app-program.ts', import.meta.url);

/** An app in a program of its own. */
export interface App {
  readonly program: Program;
  /** Waits until the app says so. @throws when it ends before, or takes too long. */
  untilSaid(type: WorkerEvent['type']): Promise<void>;
}

/** Starts an app. */
export function startApp(input: AppInput, compileCache: string): App {
  const said = new Set<WorkerEvent['type']>();
  const program = startProgram(APP_PROGRAM, [JSON.stringify(input)], {
    env: { NODE_COMPILE_CACHE: compileCache },
    onLine: (line) => void said.add((JSON.parse(line) as WorkerEvent).type),
  });
  return { program, untilSaid: async (type) => until(() => said.has(type), `the app is ${type}`, program) };
}
