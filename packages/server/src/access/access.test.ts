import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem, type TestRequest } from '../test-support/server-system.ts';

const ADMIN = 'admin-token-of-the-tests';
const SESSION = '/api/v1/session';

function open(): ServerSystem {
  const access = { adminToken: ADMIN, tenants: { sharedSecret: 'shared', jwtSecret: 'signs' } };
  return openServerSystem({ server: { authorize: undefined, access } });
}

async function json<Body = Record<string, unknown>>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

describe('an API key', () => {
  async function createKey(system: ServerSystem, body: object, as = ADMIN): Promise<{ readonly id: string; readonly key: string }> {
    return json(await system.ask('/api/v1/api-keys', { as, body: { name: 'CI', actions: ['see'], ...body } }));
  }

  it('is shown once, kept as a hash, and good for what it names', async () => {
    const system = open();
    const { id, key } = await createKey(system, {});
    expect(key).toMatch(/^fcrm_[0-9a-f]{12}_[\w-]{43}[0-9a-f]{6}$/);
    const shown = await (await system.ask('/api/v1/api-keys', { as: ADMIN })).text();
    const kept = JSON.stringify(await system.store.documents.query({ collection: 'api-keys', limit: 10 }));
    expect(shown + kept + system.lines.join('')).not.toContain(key.slice(18));
    expect((await system.ask('/api/v1/syncs', { as: key })).status).toBe(200);
    expect((await system.ask('/api/v1/api-keys', { as: key })).status).toBe(403);
    const end = key.endsWith('0') ? '1' : '0';
    for (const wrong of [`${key.slice(0, -1)}${end}`, key.slice(0, -1), key.replace(id, '0'.repeat(12))])
      expect((await system.ask('/api/v1/syncs', { as: wrong })).status).toBe(401);
    await system.ask(`/api/v1/api-keys/${id}`, { as: ADMIN, method: 'DELETE' });
    expect((await system.ask('/api/v1/syncs', { as: key })).status).toBe(401);
  });

  it.each(['a\0b', 'half \uD83D'])('has no name that a store does not keep, such as %j', async (name) => {
    const response = await open().ask('/api/v1/api-keys', { as: ADMIN, body: { name, actions: ['see'] } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer: '/name' }] });
  });

  it('expires, and may do no more than its creator', async () => {
    const system = open();
    const { key } = await createKey(system, { expiresInDays: 1, actions: ['see', 'manage-keys'] });
    expect(await createKey(system, { actions: ['delete'] }, key)).toMatchObject({ code: 'FORBIDDEN' });
    await system.clock.advance(24 * 3600 * 1000);
    expect((await system.ask('/api/v1/syncs', { as: key })).status).toBe(401);
  });

  it('of a tenant is restricted to that tenant, and others do not see it', async () => {
    const system = open();
    await system.connect('i1', 'u1');
    await system.connect('i2', 'u2');
    const tenant = async (user: string, path: string, request: TestRequest = {}): Promise<Response> =>
      system.ask(path, { as: '', ...request, headers: { 'x-frigg-api-key': 'shared', 'x-frigg-appuserid': user } });
    const created = await json<{ id: string; key: string }>(
      await tenant('u1', '/api/v1/api-keys', { body: { name: 'a', actions: ['see'], userId: 'u2' } }),
    );
    expect(await json(await system.ask('/api/v1/integrations', { as: created.key }))).toMatchObject({ items: [{ id: 'i1' }] });
    expect(await json(await tenant('u2', '/api/v1/api-keys'))).toEqual({ items: [], nextCursor: null });
    expect((await tenant('u2', `/api/v1/api-keys/${created.id}`, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('a tenant', () => {
  const jwt = (claims: object, { alg = 'HS256', secret = 'signs' } = {}): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

  it('is known by the shared secret of the app around it, as apps of Frigg do', async () => {
    const { ask } = open();
    const as = async (headers: Record<string, string>): Promise<number> => (await ask('/api/v1/syncs', { as: '', headers })).status;
    expect(await as({ 'x-frigg-api-key': 'shared', 'x-frigg-appuserid': 'u1' })).toBe(200);
    expect(await as({ 'x-frigg-api-key': 'shared' })).toBe(401);
    expect(await as({ 'x-frigg-api-key': 'guess', 'x-frigg-appuserid': 'u1' })).toBe(401);
  });

  it('is known by a JWT that the app has signed, while it is valid', async () => {
    const { ask, clock } = open();
    const nowSeconds = clock.now() / 1000;
    const as = async (token: string): Promise<number> => (await ask('/api/v1/syncs', { as: token })).status;
    const valid = { sub: 'u1', exp: nowSeconds + 60 };
    expect(await as(jwt(valid))).toBe(200);
    expect(await json(await ask(SESSION, { as: jwt(valid) }))).toMatchObject({ id: 'tenant:u1', userId: 'u1' });
    for (const wrong of [
      jwt({ ...valid, exp: nowSeconds - 1 }),
      jwt({ sub: 'u1' }),
      jwt({ ...valid, nbf: nowSeconds + 30 }),
      jwt({ exp: valid.exp }),
      jwt(valid, { alg: 'none' }),
      jwt(valid, { secret: 'other' }),
      `${jwt(valid).split('.').slice(0, 2).join('.')}.`,
    ])
      expect(await as(wrong)).toBe(401);
  });
});
