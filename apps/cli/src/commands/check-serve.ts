import { readLocalKeys } from '@frigg-crm/core';
import { nameOf } from '../config/flag.ts';
import { SERVE_FLAGS } from '../config/serve-flags.ts';
import type { ServeSettings } from '../config/serve-settings.ts';
import { withSecretFiles } from '../config/with-secret-files.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT_CODES } from './exit-codes.ts';

/**
 * `frigg-crm serve --check`: what can be said without opening a store, a queue or a port.
 * @returns the exit code.
 * @throws {UsageError} when the vault keys cannot be read.
 */
export function checkServe({ vaultKey }: ServeSettings, { env, stdout }: Pick<CliContext, 'env' | 'stdout'>): number {
  const secrets = withSecretFiles(undefined, env);
  try {
    if (vaultKey !== undefined) readLocalKeys({ ...secrets, FRIGG_CRM_VAULT_KEY: vaultKey });
  } catch (error) {
    throw new UsageError(`${nameOf(SERVE_FLAGS.vaultKey)}: ${error instanceof Error ? error.message : 'cannot be used'}`, { cause: error });
  }
  stdout.write('the configuration can be used\n');
  return EXIT_CODES.completed;
}
