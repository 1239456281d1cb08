import { readFileSync } from 'node:fs';
import { UsageError } from '../errors/usage-error.ts';
import type { Flags } from './flag.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The address of a store may have a password in it. */
const STORES: ReadonlySet<string> = new Set(['FRIGG_CRM_STORE', 'FRIGG_CRM_FROM', 'FRIGG_CRM_TO']);

/** Secrets that are variables only: keys of the vault that were replaced. */
export const SECRETS_WITHOUT_FLAG = ['FRIGG_CRM_VAULT_PREVIOUS_KEYS'] as const;

/**
 * Reads secrets from the files that variables ending in `_FILE` name, as containers get them: `FRIGG_CRM_VAULT_KEY_FILE`.
 * @param flags - Those of the command. @defaultValue the secrets that have none
 * @returns the environment with the secrets.
 * @throws {UsageError} naming each variable whose file cannot be read or is empty, or that is given in both ways.
 */
export function withSecretFiles(flags: Flags | undefined, env: Environment): Environment {
  const ofFlags = Object.values(flags ?? {}).filter(({ isSecret = false, variable }) => isSecret || STORES.has(variable));
  const variables = flags === undefined ? SECRETS_WITHOUT_FLAG : ofFlags.map(({ variable }) => variable);
  const problems: string[] = [];
  const read = variables.flatMap((variable) => {
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
