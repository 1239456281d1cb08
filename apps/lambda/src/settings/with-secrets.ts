import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@frigg-crm/core';
import type { Environment } from './read-settings.ts';

/** What may come from a file or from AWS Secrets Manager. */
const SECRETS = [
  'FRIGG_CRM_STORE',
  'FRIGG_CRM_VAULT_KEY',
  'FRIGG_CRM_VAULT_PREVIOUS_KEYS',
  'FRIGG_CRM_ADMIN_TOKEN',
  'FRIGG_CRM_SHARED_SECRET',
  'FRIGG_CRM_JWT_SECRET',
] as const;

/** The extension answers from its cache, or asks Secrets Manager. */
const TIMEOUT_MS = 5000;

/** What secrets are fetched with. */
export interface SecretsOptions {
  /** @defaultValue the fetch of the runtime */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/**
 * Adds secrets to an environment: from the files that variables ending in `_FILE` name, and from the secret of AWS Secrets
 * Manager that `FRIGG_CRM_SECRET_ID` names, a JSON object with the same variables. That one is read through the AWS
 * Parameters and Secrets Lambda Extension (developer guide of Secrets Manager, "Use AWS Secrets Manager secrets in Lambda
 * functions"). A variable that is set stays.
 * @throws {ConfigurationError} naming the variable whose source cannot be read; no value is quoted.
 */
export async function withSecrets(env: Environment, { fetch = globalThis.fetch }: SecretsOptions = {}): Promise<Environment> {
  const id = env['FRIGG_CRM_SECRET_ID'] ?? '';
  return { ...(id === '' ? {} : await fetchSecret(id, env, fetch)), ...withoutEmpty(env), ...readFiles(env) };
}

function readFiles(env: Environment): Environment {
  const found = SECRETS.flatMap((variable) => {
    const file = env[`${variable}_FILE`] ?? '';
    if (file === '') return [];
    if ((env[variable] ?? '') !== '') throw new ConfigurationError(`${variable}_FILE: ${variable} is set, too; drop one of them`);
    try {
      return [[variable, readFileSync(file, 'utf8').trim()]];
    } catch (error) {
      throw new ConfigurationError(`${variable}_FILE: the file cannot be read`, { cause: error });
    }
  });
  return Object.fromEntries(found) as Environment;
}

async function fetchSecret(id: string, env: Environment, fetch: NonNullable<SecretsOptions['fetch']>): Promise<Environment> {
  const port = env['PARAMETERS_SECRETS_EXTENSION_HTTP_PORT'] ?? '2773';
  const refuse = (problem: string, cause?: unknown): ConfigurationError =>
    new ConfigurationError(`FRIGG_CRM_SECRET_ID: ${problem}`, { cause });
  const headers = { 'x-aws-parameters-secrets-token': env['AWS_SESSION_TOKEN'] ?? '' };
  const url = `http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(id)}`;
  let values: unknown;
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw refuse(`the secrets extension answered ${response.status}`);
    const { SecretString: text } = (await response.json()) as { readonly SecretString?: string };
    values = JSON.parse(text ?? '');
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw refuse('the secret cannot be read as a JSON object through the secrets extension', error);
  }
  const known = SECRETS.flatMap((variable) => {
    const value = (values as Readonly<Record<string, unknown>> | null)?.[variable];
    return typeof value === 'string' ? [[variable, value]] : [];
  });
  return Object.fromEntries(known) as Environment;
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
