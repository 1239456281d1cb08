import type { Command } from 'commander';
import type * as z from 'zod';
import type { Flags } from '../config/flag.ts';
import { withOnePlace } from '../config/place-setting.ts';
import { readSettings } from '../config/read-settings.ts';
import { withSecretFiles } from '../config/with-secret-files.ts';
import type { CliContext } from './cli-context.ts';
import type { ApiDependencies, ApiPlace } from './with-api.ts';

/** What a verb was given: its settings, and what stands beside its flags, in their order. */
export interface Given<Settings> {
  readonly settings: Settings;
  readonly args: readonly string[];
}

/** How a verb works. */
export interface ApiVerbSpec<Settings, Verbs> {
  /** Loads what does the work. */
  readonly load: () => Promise<Verbs>;
  /** Refuses what cannot be meant, before anything is loaded or opened. @defaultValue nothing */
  readonly check?: ((given: Given<Settings>) => unknown) | undefined;
  readonly work: (verbs: Verbs, given: Given<Settings>, dependencies: ApiDependencies) => Promise<void>;
}

/** Makes verbs that work through the API. */
export type MakeApiVerb = <Settings extends ApiPlace, Verbs>(
  flags: Flags,
  schema: z.ZodType<Settings>,
  spec: ApiVerbSpec<Settings, Verbs>,
) => (command: Command, ...args: readonly string[]) => Promise<void>;

/** @returns what makes the verbs of a program. Settings are read before anything is loaded or opened; secrets may be in files. */
export function createApiVerbs(context: CliContext, exit: (code: number) => void): MakeApiVerb {
  return (flags, schema, { load, check, work }) =>
    async (command, ...args) => {
      const secrets = withSecretFiles(flags, context.env);
      const { store } = flags;
      const env = store === undefined ? secrets : withOnePlace({ ...flags, store }, { command, env: secrets });
      const settings = readSettings(flags, schema, { command, env });
      check?.({ settings, args });
      const [verbs, { withApi }] = await Promise.all([load(), import('./with-api.ts')]);
      exit(await withApi(settings, context, async (dependencies) => work(verbs, { settings, args }, dependencies)));
    };
}
