import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem, type ServerSystemOptions, type TestRequest } from '../test-support/server-system.ts';

const SETUP = 'setup-token-of-the-tests';
const ADMIN = 'admin-token-of-the-tests';
const PASSWORD = 'correct horse battery';
const SESSION = '/api/v1/session';

function open(options: ServerSystemOptions['server'] = {}): ServerSystem {
  const access = { adminToken: ADMIN, setupToken: SETUP, tenants: { sharedSecret: 'shared', jwtSecret: 'signs' } };
  return openServerSystem({ server: { authorize: undefined, access, ...options } });
}

async function setUp({ ask }: ServerSystem, body: object = {}): Promise<Response> {
  return ask('/api/v1/setup', { as: '', body: { token: SETUP, name: 'ana', password: PASSWORD, ...body } });
}

async function signIn({ ask }: ServerSystem, name: string, password: string): Promise<Response> {
  return ask(SESSION, { as: '', body: { name, password } });
}

/** @returns a request in the session that an answer began. */
function inSession(answer: Response, request: TestRequest = {}): TestRequest {
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { as: '', ...request, headers: { cookie, 'sec-fetch-site': 'same-origin', ...request.headers } };
}

async function json<Body = Record<string, unknown>>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

describe('the set-up link', () => {
  it('makes one first operator of several at once, and none after', async () => {
    const system = open();
    expect((await setUp(system, { token: 'another' })).status).toBe(401);
    const answers = await Promise.all([setUp(system), setUp(system, { name: 'bob' }), setUp(system, { name: 'eve' })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 410, 410]);
    const winner = answers.find(({ status }) => status === 201);
    expect(await json(await system.ask(SESSION, inSession(winner ?? Response.error())))).toMatchObject({ userId: null });
    expect((await setUp(system, { name: 'late' })).status).toBe(410);
    expect(await json(await system.ask('/api/v1/operators', { as: ADMIN }))).toMatchObject({
      items: [{ role: 'admin', seesPeople: true, createdBy: 'setup' }],
    });
  });

  it('can be used again when the program that it was used on crashed', async () => {
    const system = open();
    await system.store.documents.insert([
      {
        collection: 'setup',
        integrationId: ':server',
        id: 'first-operator',
        value: { startedAtMs: system.clock.now() },
        tags: [],
        dueAt: null,
        expiresAt: null,
        version: 0,
      },
    ]);
    expect((await setUp(system)).status).toBe(410);
    await system.clock.advance(61_000);
    expect((await setUp(system)).status).toBe(201);
  });

  it('leads to a page that runs only what this server sends', async () => {
    const { ask } = open();
    const page = await ask('/setup', { as: '' });
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(await page.text()).not.toMatch(/<script>| on[a-z]+=| style=/);
    expect((await ask('/setup.js', { as: '' })).headers.get('content-type')).toContain('text/javascript');
    expect((await open({ access: { adminToken: ADMIN } }).ask('/setup', { as: '' })).status).toBe(404);
  });

  it('is closed where no token was made, and wants a password that is worth it', async () => {
    expect((await setUp(open({ access: { adminToken: ADMIN } }))).status).toBe(410);
    expect(await json(await setUp(open(), { password: 'short' }))).toMatchObject({ status: 400, errors: [{ pointer: '/password' }] });
  });
});

describe('a session', () => {
  it('lasts twelve hours, ends when it is left, and is kept as a hash', async () => {
    const system = open();
    const answer = await setUp(system);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-frigg_crm_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    );
    const [, token = ''] = /=([\w-]{43});/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    const kept = await system.store.documents.query({ collection: 'sessions', limit: 10 });
    expect(JSON.stringify(kept) + system.lines.join('')).not.toContain(token);
    expect((await system.ask(SESSION, inSession(answer))).status).toBe(200);
    const second = await signIn(system, 'ana', PASSWORD);
    const audit = await (await system.ask('/api/v1/audit', { as: ADMIN })).text();
    const { items } = JSON.parse(audit) as { items: { operationId: string; caller: string; status: number }[] };
    const acts = items.map(({ operationId, caller, status }) => `${operationId} ${caller} ${status}`);
    expect(acts.toSorted()).toEqual(['setUp operator:ana 201', 'signIn operator:ana 201']);
    expect(audit).not.toContain(token);
    expect((await system.ask(SESSION, inSession(second, { method: 'DELETE' }))).headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await system.ask(SESSION, inSession(second))).status).toBe(401);
    await system.clock.advance(12 * 3600 * 1000);
    expect((await system.ask(SESSION, inSession(answer))).status).toBe(401);
  });

  it('has a cookie without Secure where the server is found over http', async () => {
    const system = open({ publicUrl: 'http://intranet.example' });
    const { server } = system;
    const body = JSON.stringify({ token: SETUP, name: 'ana', password: PASSWORD });
    const request = new Request('http://intranet.example/api/v1/setup', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect((await server.fetch(request)).headers.get('set-cookie')).toMatch(/^frigg_crm_session=(?!.*Secure)/);
  });

  it('is refused to a wrong password, to an unknown name, and to who tries too often', async () => {
    const system = open();
    await setUp(system);
    expect((await signIn(system, 'ana', 'wrong')).status).toBe(401);
    expect((await signIn(system, 'unknown', PASSWORD)).status).toBe(401);
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await signIn(system, 'ana', 'x')).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([401, 401, 401, 401, 429]);
    await system.clock.advance(60_000);
    expect((await signIn(system, 'ana', PASSWORD)).status).toBe(201);
  });

  it('acts only for pages of the server itself', async () => {
    const system = open();
    const answer = await setUp(system);
    const request = inSession(answer, { method: 'DELETE', headers: { 'sec-fetch-site': 'cross-site' } });
    expect(await json(await system.ask(SESSION, request))).toMatchObject({ code: 'CROSS_SITE' });
  });
});

describe('an operator', () => {
  const NEW = { name: 'vera', password: PASSWORD, role: 'viewer', seesPeople: false };

  it('may do what its role says, and see people only when that is added', async () => {
    const system = open();
    await system.ask('/api/v1/operators', { as: ADMIN, body: NEW });
    const answer = await signIn(system, 'vera', PASSWORD);
    const may = async (): Promise<unknown> => (await json(await system.ask(SESSION, inSession(answer))))['actions'];
    expect(await may()).toEqual(['see']);
    expect((await system.ask('/api/v1/operators', inSession(answer))).status).toBe(403);
    await system.ask('/api/v1/operators/vera', { as: ADMIN, method: 'PATCH', body: { role: 'operator', seesPeople: true } });
    expect(await may()).toEqual(['see', 'start', 'pause', 'cancel', 'redrive', 'connect', 'configure', 'see-metrics', 'see-people']);
    await system.ask('/api/v1/operators/vera', { as: ADMIN, method: 'DELETE' });
    expect((await system.ask(SESSION, inSession(answer))).status).toBe(401);
    await system.ask('/api/v1/operators', { as: ADMIN, body: { ...NEW, role: 'admin' } });
    expect((await system.ask(SESSION, inSession(answer))).status).toBe(401);
  });

  it('has a name of its own, changes its password, and neither deletes nor demotes itself', async () => {
    const system = open();
    const ana = await setUp(system);
    expect((await system.ask('/api/v1/operators', { as: ADMIN, body: { ...NEW, name: 'ana' } })).status).toBe(409);
    const change = async (password: string): Promise<Response> =>
      system.ask(`${SESSION}/password`, inSession(ana, { method: 'PUT', body: { password, newPassword: 'another long one' } }));
    expect((await change('wrong')).status).toBe(409);
    expect((await system.ask(SESSION, inSession(ana))).status).toBe(200);
    const changed = await change(PASSWORD);
    expect(changed.status).toBe(200);
    // Who knew the old one may have begun the sessions of before.
    expect((await system.ask(SESSION, inSession(ana))).status).toBe(401);
    expect((await system.ask(SESSION, inSession(changed))).status).toBe(200);
    expect((await signIn(system, 'ana', 'another long one')).status).toBe(201);
    expect((await system.ask('/api/v1/operators/ana', inSession(changed, { method: 'DELETE' }))).status).toBe(409);
    const demote = inSession(changed, { method: 'PATCH', body: { role: 'viewer' } });
    expect((await system.ask('/api/v1/operators/ana', demote)).status).toBe(409);
    expect(
      (await system.ask(`${SESSION}/password`, { as: ADMIN, method: 'PUT', body: { password: 'x', newPassword: PASSWORD } })).status,
    ).toBe(403);
  });
});
