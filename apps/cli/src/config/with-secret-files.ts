import { readFileSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';
import type { Flags } from './flag.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads secrets from the files that variables ending in `_FILE` name, as containers get them: `FRIGG_CRM_VAULT_KEY_FILE`.
 * @returns the environment with the secrets.
 * @throws {UsageError} naming the variable whose file cannot be read, or that is given in both ways.
 */
export function withSecretFiles(flags: Flags, env: Environment): Environment {
  const secrets = Object.values(flags).filter(({ isSecret = false, variable }) => isSecret || variable === 'FRIGG_CRM_STORE');
  const read = secrets.flatMap(({ variable }) => {
    const file = env[`${variable}_FILE`] ?? '';
    if (file === '') return [];
    if ((env[variable] ?? '') !== '') throw new UsageError(`${variable}_FILE: ${variable} is set, too; drop one of them`);
    try {
      return [[variable, readFileSync(file, 'utf8').trim()] as const];
    } catch (error) {
      throw new UsageError(`${variable}_FILE: the file cannot be read`, { cause: error });
    }
  });
  return { ...env, ...Object.fromEntries(read) };
}
