import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.ts';
import { withSecrets } from './with-secrets.ts';

const ENV = {
  FRIGG_CRM_STORE: 'postgres://frigg:secret@db.internal:5432/frigg',
  FRIGG_CRM_FETCH_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/crm-fetch',
  FRIGG_CRM_WORK_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/crm-work',
  FRIGG_CRM_PUBLIC_URL: 'https://crm.example.com/',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frigg-crm-lambda-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the settings of the functions', () => {
  it('are read from the environment, with defaults', () => {
    const settings = { maxReceives: 5, quoUrl: 'https://api.quo.com', quoRate: 10, log: 'info', publicUrl: 'https://crm.example.com' };
    expect(readSettings(ENV)).toMatchObject(settings);
  });

  it('name every variable that is missing or wrong, and quote no value', () => {
    const env = { ...ENV, FRIGG_CRM_STORE: 'mysql://root:hunter2@db/x', FRIGG_CRM_WORK_QUEUE_URL: '', FRIGG_CRM_ADMIN_TOKEN: 'short' };
    expect(() => readSettings(env)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: [
          'FRIGG_CRM_STORE must be postgres://user:password@host:5432/database',
          'FRIGG_CRM_WORK_QUEUE_URL is missing',
          'FRIGG_CRM_ADMIN_TOKEN must have 32 characters or more, without white space',
        ].join('; '),
      }),
    );
  });
});

describe('secrets', () => {
  it('come from files', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'from-a-file\n');
    expect(await withSecrets({ ...ENV, FRIGG_CRM_ADMIN_TOKEN_FILE: file })).toMatchObject({ ...ENV, FRIGG_CRM_ADMIN_TOKEN: 'from-a-file' });
  });

  it.each([
    [{ FRIGG_CRM_STORE_FILE: '/nowhere', FRIGG_CRM_STORE: '' }, 'FRIGG_CRM_STORE_FILE: the file cannot be read'],
    [{ FRIGG_CRM_STORE_FILE: '/nowhere' }, 'FRIGG_CRM_STORE_FILE: FRIGG_CRM_STORE is set, too; drop one of them'],
  ])('from a file that is of no use are refused: %j', async (more, message) => {
    await expect(withSecrets({ ...ENV, ...more })).rejects.toThrow(message);
  });

  it('come from Secrets Manager through the extension; what is set stays', async () => {
    const requests: [string, unknown][] = [];
    const fetch = async (url: string, { headers }: RequestInit): Promise<Response> => {
      requests.push([url, headers]);
      const secret = { FRIGG_CRM_STORE: 'postgres://other', FRIGG_CRM_VAULT_KEY: 'k1:abc', PATH: '/evil', FRIGG_CRM_JWT_SECRET: 1 };
      return Response.json({ SecretString: JSON.stringify(secret) });
    };
    const env = { ...ENV, FRIGG_CRM_SECRET_ID: 'arn:aws:secretsmanager:eu-central-1:1:secret:crm', AWS_SESSION_TOKEN: 'session' };
    expect(await withSecrets(env, { fetch })).toEqual({ ...env, FRIGG_CRM_VAULT_KEY: 'k1:abc' });
    expect(requests).toEqual([
      [
        'http://localhost:2773/secretsmanager/get?secretId=arn%3Aaws%3Asecretsmanager%3Aeu-central-1%3A1%3Asecret%3Acrm',
        { 'x-aws-parameters-secrets-token': 'session' },
      ],
    ]);
  });

  it.each([
    [async () => new Response('', { status: 400 }), 'the secrets extension answered 400'],
    [async () => Response.json({ SecretString: 'no JSON' }), 'cannot be read as a JSON object'],
    [async () => Promise.reject(new TypeError('fetch failed')), 'cannot be read as a JSON object'],
  ])('that Secrets Manager does not give are named', async (fetch, message) => {
    await expect(withSecrets({ ...ENV, FRIGG_CRM_SECRET_ID: 'crm' }, { fetch })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining(message) as string,
    });
  });
});
