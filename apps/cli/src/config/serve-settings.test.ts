import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CONNECTORS } from '../connectors.ts';
import { runInProcess } from '../test-support/run-in-process.ts';
import { unknownVariables } from './unknown-variables.ts';

it('says all that is wrong with a configuration at once, each by its name and without its value', async () => {
  const env = { FRIGG_CRM_ADMIN_TOKEN: 'hunter2', FRIGG_CRM_LOG: 'loud' };
  const { exitCode, stderr } = await runInProcess(['serve', '--port', '70000', '--roles', 'web,boss', '--store', 'redis://x'], { env });
  expect(exitCode).toBe(2);
  expect(stderr.trim().split('\n')).toEqual([
    'frigg-crm: --port (FRIGG_CRM_PORT): must be a whole number from 0 to 65535',
    expect.stringMatching(/^frigg-crm: --store \(FRIGG_CRM_STORE\): must be memory:/),
    'frigg-crm: --roles (FRIGG_CRM_ROLES): must be web, worker, scheduler, with commas between them',
    'frigg-crm: --admin-token (FRIGG_CRM_ADMIN_TOKEN): must have 32 characters or more',
    'frigg-crm: FRIGG_CRM_LOG: must be debug, info or warn',
  ]);
  expect(stderr).not.toContain('hunter2');
});

it('checks a configuration without opening anything, and names what no command reads', async () => {
  const env = {
    FRIGG_CRM_STORE: 'postgres://db.invalid/frigg',
    FRIGG_CRM_VAULT_KEY: `k1:${Buffer.alloc(32).toString('base64')}`,
    FRIGG_CRM_ADMIN_TOKEN: 'a'.repeat(32),
    FRIGG_CRM_PUBLIC_ULR: 'https://crm.example.com',
  };
  const { exitCode, stdout, stderr } = await runInProcess(['serve', '--check'], { env });
  expect([exitCode, stdout]).toEqual([0, 'the configuration can be used\n']);
  expect(stderr).toBe('frigg-crm: FRIGG_CRM_PUBLIC_ULR is read by no command; FRIGG_CRM_PUBLIC_URL is\n');
});

it.each([
  [
    'http://crm.example.com',
    'frigg-crm: --public-url (FRIGG_CRM_PUBLIC_URL): is http: others on the network can read passwords and keys, and browsers make no passkeys\n',
  ],
  ['https://crm.example.com', ''],
  ['http://localhost:3000', ''],
])('warns of a public URL without TLS: %s', async (url, stderr) => {
  expect(await runInProcess(['serve', '--check', '--public-url', url])).toMatchObject({ exitCode: 0, stderr });
});

it('refuses a vault key that is none when it checks', async () => {
  const { exitCode, stderr } = await runInProcess(['serve', '--check'], { env: { FRIGG_CRM_VAULT_KEY: 'k1:hunter2' } });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^frigg-crm: --vault-key \(FRIGG_CRM_VAULT_KEY\): /);
  expect(stderr).not.toContain('hunter2');
});

it('says of all files of secrets at once which cannot be used: an empty one would have another key made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-secrets-'));
  const empty = join(folder, 'empty');
  await writeFile(empty, '\n');
  const env = {
    FRIGG_CRM_VAULT_KEY_FILE: empty,
    FRIGG_CRM_JWT_SECRET_FILE: join(folder, 'none'),
    FRIGG_CRM_ADMIN_TOKEN: 'a'.repeat(32),
    FRIGG_CRM_ADMIN_TOKEN_FILE: empty,
  };
  const { exitCode, stderr } = await runInProcess(['serve', '--check'], { env });
  const keys = { FRIGG_CRM_VAULT_KEY: `k2:${Buffer.alloc(32).toString('base64')}`, FRIGG_CRM_VAULT_PREVIOUS_KEYS_FILE: empty };
  expect(await runInProcess(['serve', '--check'], { env: keys })).toMatchObject({
    exitCode: 2,
    stderr: 'frigg-crm: FRIGG_CRM_VAULT_PREVIOUS_KEYS_FILE: the file is empty\n',
  });
  await writeFile(empty, `k1:${Buffer.alloc(32, 1).toString('base64')}\n`);
  expect(await runInProcess(['serve', '--check'], { env: keys })).toMatchObject({ exitCode: 0, stderr: '' });
  await rm(folder, { recursive: true });
  expect(exitCode).toBe(2);
  expect(stderr.trim().split('\n')).toEqual([
    'frigg-crm: FRIGG_CRM_VAULT_KEY_FILE: the file is empty',
    'frigg-crm: FRIGG_CRM_ADMIN_TOKEN_FILE: FRIGG_CRM_ADMIN_TOKEN is set, too; drop one of them',
    'frigg-crm: FRIGG_CRM_JWT_SECRET_FILE: the file cannot be read',
  ]);
});

it('takes names that are far from ours for another program’s, and knows secrets from files', () => {
  const env = { FRIGG_CRM_SOMETHING_ELSE: '1', FRIGG_CRM_JWT_SECRET_FILE: '/run/secrets/jwt', FRIGG_CRM_LOG: 'info', OTHER: '1' };
  expect(unknownVariables(env, CONNECTORS)).toEqual([{ name: 'FRIGG_CRM_SOMETHING_ELSE', nearest: undefined }]);
});

it('knows what only the verbs of integrations read', () => {
  expect(unknownVariables({ FRIGG_CRM_SET: 'a=b', FRIGG_CRM_REQUEST_ID: 'r1' }, CONNECTORS)).toEqual([]);
});
