import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@frigg-crm/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './test-support/run-in-process.ts';
import { ADMIN_TOKEN } from './test-support/serve-in-process.ts';
import { readLines, serveCli, type ServedCli } from './test-support/served-cli.ts';

const PASSWORD = 'a password of the tests';

let cli: ServedCli;

beforeAll(async () => {
  cli = await serveCli({ ids: ['i1'] });
});
afterAll(async () => cli.stop());

/** @returns whether an operator can sign in with a password. */
async function signsIn(name: string, password: string): Promise<boolean> {
  return createClient({ baseUrl: cli.url })
    .post('/api/v1/session', { body: { name, password } })
    .then(
      () => true,
      () => false,
    );
}

describe('frigg-crm access operators', () => {
  it('creates one with a password that is shown once, changes it, and deletes it', async () => {
    const { onServer, linesOf } = cli;
    const created = await onServer('access', 'operators', 'create', 'ana', '--role', 'admin');
    const [, password = ''] = /first password, shown once: (\S{24})\n$/.exec(created.stdout) ?? [];
    expect(await signsIn('ana', password)).toBe(true);
    expect(await onServer('access', 'operators', 'create', 'ana', '--role', 'viewer')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'frigg-crm: There is an operator of this name\n',
    });
    const set = ['access', 'operators', 'set', 'ana', '--role', 'viewer', '--sees-people', 'yes', '--json'];
    expect(await linesOf(onServer(...set))).toMatchObject([{ type: 'operator', name: 'ana', role: 'viewer', seesPeople: true }]);
    expect((await onServer('access', 'operators', 'list')).stdout).toMatch(
      /^name +role +sees people +created +by\nana +viewer +yes +\S+ +admin-token\n$/,
    );
    expect((await onServer('access', 'operators', 'list')).stdout).not.toContain(password);
    for (const _press of [1, 2]) expect(await onServer('access', 'operators', 'delete', 'ana')).toMatchObject({ exitCode: 0 });
    expect(await signsIn('ana', password)).toBe(false);
    expect((await onServer('access', 'operators', 'list')).stdout).toBe('no operator\n');
    expect(await onServer('access', 'operators', 'set', 'ana', '--role', 'viewer')).toMatchObject({
      exitCode: 1,
      stderr: 'frigg-crm: There is no operator of this name\n',
    });
  });

  it('takes the password from a variable or a file, and never as a flag', async () => {
    const file = join(cli.served.folder, 'password');
    await writeFile(file, `${PASSWORD}\n`);
    const place = { FRIGG_CRM_SERVER: cli.url, FRIGG_CRM_ADMIN_TOKEN: ADMIN_TOKEN };
    const create = ['access', 'operators', 'create'];
    const made = await runInProcess([...create, 'ben', '--role', 'viewer', '--json'], {
      env: { ...place, FRIGG_CRM_OPERATOR_PASSWORD_FILE: file },
    });
    expect(readLines(made.stdout)).toMatchObject([{ name: 'ben', role: 'viewer', seesPeople: false }]);
    expect(made.stdout).not.toContain('password');
    expect(await signsIn('ben', PASSWORD)).toBe(true);
    const short = await runInProcess([...create, 'eva', '--role', 'viewer'], { env: { ...place, FRIGG_CRM_OPERATOR_PASSWORD: 'hunter2' } });
    expect(short).toEqual({ exitCode: 2, stdout: '', stderr: 'frigg-crm: FRIGG_CRM_OPERATOR_PASSWORD: must have 12 characters or more\n' });
    expect(await runInProcess([...create, 'eva', '--role', 'viewer', '--password', PASSWORD], { env: place })).toMatchObject({
      exitCode: 2,
    });
    expect((await runInProcess([...create, '--help'])).stdout).toContain('FRIGG_CRM_OPERATOR_PASSWORD_FILE');
  });

  it('lets a team in again that has lost its passwords, on the store alone', async () => {
    const { onStore, onServer } = cli;
    expect((await onStore('access', 'operators', 'create', 'rescue', '--role', 'admin')).stdout).toMatch(/ command-line\nfirst password/);
    const env = { FRIGG_CRM_STORE: cli.served.store, FRIGG_CRM_OPERATOR_PASSWORD: PASSWORD };
    expect(await onStore('access', 'operators', 'delete', 'rescue')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await runInProcess(['access', 'operators', 'create', 'rescue', '--role', 'admin'], { env })).toMatchObject({ exitCode: 0 });
    expect(await signsIn('rescue', PASSWORD)).toBe(true);
    expect((await onStore('access', 'operators', 'list')).stdout).toBe((await onServer('access', 'operators', 'list')).stdout);
    expect(await onStore('access', 'whoami')).toMatchObject({ stdout: expect.stringMatching(/^command-line\nmay: see, see-people, /) });
  });

  it.each([
    [['operators', 'create', 'ana'], /--role \(FRIGG_CRM_ROLE\): is missing/],
    [['operators', 'create', 'ana', '--role', 'king'], /--role .*must be one of viewer, operator, admin/],
    [['operators', 'create', 'Ana!', '--role', 'admin'], /The body of the request cannot be used.*\/name must be 1 to 64 of a-z/],
    [['operators', 'set', 'ana'], /--role \(FRIGG_CRM_ROLE\): is missing: give it, or --sees-people/],
    [['operators', 'set', 'ana', '--sees-people', 'maybe'], /--sees-people .*must be yes or no/],
    [['sessions', 'end'], /name what is ended: the id of a session, or --operator \(FRIGG_CRM_OPERATOR\), one of them/],
    [['sessions', 'end', '0123456789abcdef01234567', '--operator', 'ana'], /name what is ended/],
    [['sessions', 'list', '--operator', 'Ana!'], /operator.* must be 1 to 64 of a-z/],
    [['keys', 'create', 'x'], /--rights \(FRIGG_CRM_RIGHTS\): is missing/],
    [['keys', 'create', 'x', '--rights', 'fly'], /\/actions\/0 /],
    [['keys', 'create', 'x', '--rights', 'see', '--expires-in-days', '0'], /--expires-in-days .*from 1 to 3650/],
    [['keys', 'create'], /missing required argument 'what-it-is-for'/],
  ])('refuses %j', async (args, message) => {
    expect(await cli.onServer('access', ...args)).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('frigg-crm access sessions', () => {
  /** Signs in as a browser does. @returns whether the session is let in. */
  async function begin(name: string): Promise<() => Promise<boolean>> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${cli.url}/api/v1/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return async () => (await fetch(`${cli.url}/api/v1/session`, { headers: { cookie } })).status === 200;
  }

  it('lists where operators are signed in, and ends one or all of an operator, on a server and on its store', async () => {
    const { onServer, onStore, linesOf } = cli;
    for (const name of ['mia', 'noa']) {
      const env = { FRIGG_CRM_SERVER: cli.url, FRIGG_CRM_ADMIN_TOKEN: ADMIN_TOKEN, FRIGG_CRM_OPERATOR_PASSWORD: PASSWORD };
      await runInProcess(['access', 'operators', 'create', name, '--role', 'viewer'], { env });
    }
    const [first, second, ofNoa] = [await begin('mia'), await begin('mia'), await begin('noa')];
    const list = ['access', 'sessions', 'list', '--operator', 'mia'];
    const shown = await onServer(...list);
    expect(shown.stdout).toMatch(
      /^id +operator +signed in +with +used +ends\n(?:[\da-f]{24} +mia +20\S+Z +password +20\S+Z +20\S+Z\n){2}$/,
    );
    expect(await onStore(...list)).toEqual(shown);
    const [newest] = await linesOf(onServer(...list, '--json', '--limit', '1'));
    expect(newest).toMatchObject({ type: 'operator-session', operator: 'mia', signedInWith: 'password', isCurrent: false });
    const id = String(newest?.['id']);
    expect(await onStore('access', 'sessions', 'end', id)).toEqual({ exitCode: 0, stdout: `${id} is refused from now on\n`, stderr: '' });
    expect([await first(), await second(), await ofNoa()]).toEqual([true, false, true]);
    expect(await onServer('access', 'sessions', 'end', id)).toMatchObject({
      exitCode: 1,
      stderr: 'frigg-crm: There is no session with this id\n',
    });
    const ended = await linesOf(onServer('access', 'sessions', 'end', '--operator', 'mia', '--json'));
    expect(ended).toEqual([{ type: 'ended', operator: 'mia', sessions: 1 }]);
    expect([await first(), await ofNoa()]).toEqual([false, true]);
    expect((await onServer(...list)).stdout).toBe('no session\n');
  });
});

describe('frigg-crm access keys', () => {
  it('shows a key once, which may do what it names until it is deleted', async () => {
    const { onServer, linesOf } = cli;
    const create = [
      'access',
      'keys',
      'create',
      'report',
      '--rights',
      'see, see-audit',
      '--owner',
      'ana',
      '--expires-in-days',
      '9',
      '--json',
    ];
    const [made] = await linesOf(onServer(...create));
    expect(made).toMatchObject({
      type: 'api-key',
      name: 'report',
      actions: ['see', 'see-audit'],
      userId: 'ana',
      key: expect.stringMatching(/^fcrm_/),
    });
    const env = { FRIGG_CRM_SERVER: cli.url, FRIGG_CRM_API_KEY: String(made?.['key']) };
    const session = await runInProcess(['access', 'whoami', '--json'], { env });
    expect(readLines(session.stdout)).toEqual([
      { type: 'session', id: `key:${String(made?.['id'])}`, actions: ['see', 'see-audit'], userId: 'ana' },
    ]);
    const listed = await onServer('access', 'keys', 'list');
    expect(listed.stdout).toMatch(/\n\w{12} +report +see,see-audit +ana +\S+ +admin-token +20/);
    expect(listed.stdout).not.toContain(String(made?.['key']));
    expect(await runInProcess(['access', 'operators', 'list', '--json'], { env })).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining('"code":"FORBIDDEN"'),
    });
    expect(await onServer('access', 'keys', 'delete', String(made?.['id']))).toMatchObject({ exitCode: 0 });
    expect(await runInProcess(['access', 'whoami'], { env })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/the server does not know it/),
    });
    expect(await onServer('access', 'keys', 'delete', String(made?.['id']))).toMatchObject({
      exitCode: 1,
      stderr: 'frigg-crm: There is no API key with this id\n',
    });
  });
});

describe('frigg-crm audit', () => {
  it('lists what callers did, narrowed down, the same on a store and through a server', async () => {
    const { onServer, onStore, linesOf } = cli;
    await onServer('integrations', 'check', 'none');
    await onServer('integrations', 'check', 'i1');
    const [newest] = await linesOf(onServer('audit', '--json', '--limit', '1'));
    expect(newest).toMatchObject({ type: 'audit', caller: 'admin-token', operationId: 'checkIntegration', code: null, status: 200 });
    const refused = ['audit', '--refused', '--operation', 'checkIntegration,enableIntegration'];
    expect((await onServer(...refused)).stdout).toMatch(
      /^at +.*\n20\S+Z +admin-token +checkIntegration +\/integrations\/none\/check +404 NOT_FOUND\n$/,
    );
    expect(await onStore(...refused)).toEqual(await onServer(...refused));
    const onOne = await linesOf(onServer('audit', '--target', '/integrations/i1', '--since', '1h', '--json'));
    expect(onOne.map(({ target }) => target)).toEqual(['/api/v1/integrations/i1/check']);
    expect((await linesOf(onServer('audit', '--caller', 'command-line', '--json'))).map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['createOperator', 'deleteOperator']),
    );
    expect((await onServer('audit', '--until', '1d')).stdout).toBe('nothing that matches\n');
    expect((await onServer('audit', '--since', '0m', '--json')).stdout).toBe('');
  });

  it('is for those who have the right', async () => {
    const viewer = await cli.withRights('see');
    expect(await viewer('audit')).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/--api-key .*see-audit/) });
  });
});
