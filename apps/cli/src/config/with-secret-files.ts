import { readFileSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';
import type { Flags } from './flag.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads secrets from the files that variables ending in `_FILE` name, as containers get them: `FRIGG_CRM_VAULT_KEY_FILE`.
 * @returns the environment with the secrets.
 * @throws {UsageError} naming each variable whose file cannot be read or is empty, or that is given in both ways.
 */
export function withSecretFiles(flags: Flags, env: Environment): Environment {
  const secrets = Object.values(flags).filter(({ isSecret = false, variable }) => isSecret || variable === 'FRIGG_CRM_STORE');
  const problems: string[] = [];
  const read = secrets.flatMap(({ variable }) => {
    const file = env[`${variable}_FILE`] ?? '';
    if (file === '') return [];
    const secret = (env[variable] ?? '') === '' ? readSecret(file) : { problem: `${variable} is set, too; drop one of them` };
    if ('text' in secret) return [[variable, secret.text] as const];
    problems.push(`${variable}_FILE: ${secret.problem}`);
    return [];
  });
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { ...env, ...Object.fromEntries(read) };
}

/** An empty file is one that was not filled: without the secret that it should have had, another one might be made. */
function readSecret(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? { problem: 'the file is empty' } : { text };
  } catch {
    return { problem: 'the file cannot be read' };
  }
}
