import { beforeEach, describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem, type TestRequest } from '../test-support/server-system.ts';
import type { Role } from './action.ts';
import { AccessRecords } from './records.ts';
import { createSessionToken, hashSecret } from './secret-token.ts';
import { Sessions, type SignInWay } from './sessions.ts';

const ADMIN = 'admin-token-of-the-tests';
const SESSIONS = '/api/v1/sessions';
const MINUTE_MS = 60_000;

interface Shown {
  readonly id: string;
  readonly operator: string;
  readonly lastUsedAt: string;
  readonly isCurrent: boolean;
}

interface Page {
  readonly items: readonly Shown[];
  readonly nextCursor: string | null;
}

/** A session in the hands of a test. */
interface Began {
  readonly id: string;
  readonly token: string;
}

let system: ServerSystem;
/** Whether the store takes writes of documents that exist. */
let isWritable: boolean;

beforeEach(() => {
  isWritable = true;
  system = openServerSystem({
    server: { authorize: undefined, access: { adminToken: ADMIN, tenants: { sharedSecret: 'shared' } } },
    wrapStore: (store) => ({
      ...store,
      documents: withSave(store.documents, async (document, options) => {
        if (!isWritable) throw new Error('read-only');
        return store.documents.save(document, options);
      }),
    }),
  });
});

type Documents = ServerSystem['store']['documents'];

function withSave(documents: Documents, save: Documents['save']): Documents {
  return new Proxy(documents, {
    get: (target, name) => {
      if (name === 'save') return save;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** As they are created, without what a password costs. */
async function createOperator(name: string, role: Role = 'viewer'): Promise<void> {
  const operator = { role, seesPeople: false, password: '', generation: `of ${name}`, createdAt: nowIso(), createdBy: 'setup' };
  await new AccessRecords(system.store.documents, 'operators').insert(name, operator);
}

/** Signs in, a second after what was before. */
async function begin(name: string, way: SignInWay = 'password'): Promise<Began> {
  await system.clock.advance(1000);
  const { documents } = system.store;
  const operator = await new AccessRecords(documents, 'operators').find(name);
  if (operator === undefined) throw new Error(`there is no ${name}`);
  const sessions = new Sessions(documents, system.clock);
  const token = await sessions.open(operator, way, {});
  const { items } = await sessions.list({ operator: name, limit: 1 });
  return { id: items[0]?.id ?? '', token };
}

async function ask(path: string, { token }: Pick<Began, 'token'>, request: TestRequest = {}): Promise<Response> {
  const headers = { cookie: `__Host-frigg_crm_session=${token}`, 'sec-fetch-site': 'same-origin', ...request.headers };
  return system.ask(path, { as: '', ...request, headers });
}

async function end(path: string, began: Pick<Began, 'token'>, request: TestRequest = {}): Promise<number> {
  return (await ask(path, began, { method: 'DELETE', ...request })).status;
}

/** @returns whether a session is let in. */
async function isOpen(began: Pick<Began, 'token'>): Promise<boolean> {
  return (await ask('/api/v1/session', began)).status === 200;
}

async function page(response: Promise<Response>): Promise<Page> {
  return (await (await response).json()) as Page;
}

function namesOf({ items }: Page): readonly string[] {
  return items.map(({ operator }) => operator);
}

function nowIso(): string {
  return new Date(system.clock.now()).toISOString();
}

const asAdmin = { as: ADMIN };
const asTenant: TestRequest = { as: '', headers: { 'x-frigg-api-key': 'shared', 'x-frigg-appuserid': 'u1' } };

describe('sessions', () => {
  it('are listed to their operator, the newest first, with how they began', async () => {
    await createOperator('ana');
    await createOperator('bob');
    const first = await begin('ana');
    await begin('bob');
    const second = await begin('ana', 'passkey');
    const { items, nextCursor } = await page(ask(SESSIONS, first));
    const at = (secondsAgo: number): string => new Date(system.clock.now() - secondsAgo * 1000).toISOString();
    const end12h = (secondsAgo: number): string => new Date(system.clock.now() - secondsAgo * 1000 + 12 * 3600_000).toISOString();
    const ofAna = { operator: 'ana', isCurrent: false, signedInWith: 'password' };
    expect(items).toEqual([
      { ...ofAna, id: second.id, createdAt: at(0), lastUsedAt: at(0), expiresAt: end12h(0), signedInWith: 'passkey' },
      { ...ofAna, id: first.id, createdAt: at(2), lastUsedAt: at(2), expiresAt: end12h(2), isCurrent: true },
    ]);
    expect(nextCursor).toBeNull();
    expect((await ask(`${SESSIONS}?operator=ana`, first)).status).toBe(200);
    expect((await ask(`${SESSIONS}?operator=bob`, first)).status).toBe(403);
  });

  it('are listed to those who manage operators: all, or of one, page by page', async () => {
    await createOperator('ana', 'admin');
    await createOperator('bob');
    const ana = await begin('ana');
    for (const name of ['bob', 'ana', 'bob']) await begin(name);
    expect(namesOf(await page(ask(SESSIONS, ana)))).toEqual(['bob', 'ana', 'bob', 'ana']);
    expect(namesOf(await page(system.ask(`${SESSIONS}?operator=bob`, asAdmin)))).toEqual(['bob', 'bob']);
    const first = await page(system.ask(`${SESSIONS}?limit=3`, asAdmin));
    expect(namesOf(first)).toEqual(['bob', 'ana', 'bob']);
    const cursor = first.nextCursor ?? '';
    const rest = await page(system.ask(`${SESSIONS}?limit=3&cursor=${cursor}`, asAdmin));
    expect([namesOf(rest), rest.nextCursor]).toEqual([['ana'], null]);
    expect((await system.ask(`${SESSIONS}?operator=bob&cursor=${cursor}`, asAdmin)).status).toBe(400);
  });

  it('are shown without anything that lets one in', async () => {
    await createOperator('ana');
    const { id, token } = await begin('ana');
    const shown = await (await system.ask(`${SESSIONS}?limit=1`, asAdmin)).text();
    const [, cursor = ''] = /"nextCursor":"([^"]+)"/.exec(shown) ?? [];
    const seen = shown + Buffer.from(cursor, 'base64url').toString() + system.lines.join('');
    expect(seen).toContain(id);
    for (const secret of [token, hashSecret(token), token.slice(20)]) expect(seen).not.toContain(secret);
    // What is known of it, with another secret behind.
    const forged = Buffer.concat([Buffer.from(id, 'hex'), Buffer.alloc(20)]).toString('base64url');
    expect(await isOpen({ token: forged })).toBe(false);
    await end('/api/v1/session', { token: forged }, { as: ADMIN });
    expect(await isOpen({ token })).toBe(true);
  });

  it('have names of which one is never that of another', () => {
    const nowMs = system.clock.now();
    const ids = [nowMs + 1000, nowMs, nowMs].map((ms) => createSessionToken(ms).id);
    expect(new Set(ids).size).toBe(3);
    expect(ids.toSorted()[0]).toBe(ids[0]);
  });

  it('exist for no tenant, and for no key that is restricted to one or that does not manage operators', async () => {
    await createOperator('ana');
    const ana = await begin('ana');
    const createKey = async (body: object): Promise<TestRequest> => {
      const response = await system.ask('/api/v1/api-keys', { as: ADMIN, body: { name: 'a', ...body } });
      return { as: ((await response.json()) as { key: string }).key };
    };
    const ofTenant = await createKey({ actions: ['see', 'manage-operators'], userId: 'u1' });
    const ofProgram = await createKey({ actions: ['see'] });
    for (const caller of [asTenant, ofTenant, ofProgram]) {
      expect((await system.ask(SESSIONS, caller)).status).toBe(403);
      expect((await system.ask(`${SESSIONS}/${ana.id}`, { ...caller, method: 'DELETE' })).status).toBe(404);
      expect((await system.ask('/api/v1/operators/ana/end-sessions', { ...caller, method: 'POST' })).status).toBe(403);
    }
    expect(await isOpen(ana)).toBe(true);
  });
});

describe('a session', () => {
  it('is ended by its operator and by those who manage operators, and refused from then on', async () => {
    await createOperator('ana');
    await createOperator('bob');
    const [here, there, bob] = [await begin('ana'), await begin('ana'), await begin('bob')];
    expect(await end(`${SESSIONS}/${bob.id}`, here)).toBe(404);
    expect(await end(`${SESSIONS}/${'0'.repeat(24)}`, here)).toBe(404);
    expect(await isOpen(bob)).toBe(true);
    expect(await end(`${SESSIONS}/${there.id}`, here)).toBe(200);
    expect([await isOpen(there), await isOpen(here)]).toEqual([false, true]);
    expect((await system.ask(`${SESSIONS}/${bob.id}`, { ...asAdmin, method: 'DELETE' })).status).toBe(200);
    expect(await isOpen(bob)).toBe(false);
    const own = await ask(`${SESSIONS}/${here.id}`, here, { method: 'DELETE' });
    expect(own.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(await isOpen(here)).toBe(false);
    const { items } = (await (await system.ask('/api/v1/audit', asAdmin)).json()) as {
      items: { caller: string; operationId: string; target: string; status: number }[];
    };
    expect(items.map(({ caller, target, status }) => `${caller} ${target.slice(SESSIONS.length + 1)} ${status}`)).toEqual([
      `operator:ana ${here.id} 200`,
      `admin-token ${bob.id} 200`,
      `operator:ana ${there.id} 200`,
      `operator:ana ${'0'.repeat(24)} 404`,
      `operator:ana ${bob.id} 404`,
    ]);
    expect(new Set(items.map(({ operationId }) => operationId))).toEqual(new Set(['endSession']));
  });

  it('ends with all of the operator, but for the one that asks for it', async () => {
    await createOperator('ana');
    await createOperator('bob');
    const ofAna = [await begin('ana'), await begin('ana'), await begin('ana')];
    const [here] = ofAna as [Began];
    const bob = await begin('bob');
    expect((await ask('/api/v1/operators/bob/end-sessions', here, { method: 'POST' })).status).toBe(403);
    const own = await ask('/api/v1/operators/ana/end-sessions', here, { method: 'POST' });
    expect(await own.json()).toEqual({ ended: 2 });
    expect(await Promise.all([...ofAna, bob].map(isOpen))).toEqual([true, false, false, true]);
    const all = await system.ask('/api/v1/operators/ana/end-sessions', { ...asAdmin, method: 'POST' });
    expect(await all.json()).toEqual({ ended: 1 });
    expect([await isOpen(here), await isOpen(bob)]).toEqual([false, true]);
    expect((await system.ask('/api/v1/operators/eve/end-sessions', { ...asAdmin, method: 'POST' })).status).toBe(404);
  });

  it('is listed no more, and cannot be ended, once it is over', async () => {
    await createOperator('ana');
    await createOperator('bob');
    const [ana, bob] = [await begin('ana'), await begin('bob')];
    const records = new AccessRecords(system.store.documents, 'operators');
    const stored = await records.find('ana');
    if (stored !== undefined) await records.save({ ...stored, value: { ...stored.value, generation: 'of another password' } });
    expect(namesOf(await page(system.ask(SESSIONS, asAdmin)))).toEqual(['bob']);
    expect((await system.ask(`${SESSIONS}/${ana.id}`, { ...asAdmin, method: 'DELETE' })).status).toBe(404);
    await system.clock.advance(12 * 3600_000);
    expect(namesOf(await page(system.ask(SESSIONS, asAdmin)))).toEqual([]);
    expect((await system.ask(`${SESSIONS}/${bob.id}`, { ...asAdmin, method: 'DELETE' })).status).toBe(404);
    await begin('bob');
    await system.ask('/api/v1/operators/bob', { ...asAdmin, method: 'DELETE' });
    expect(namesOf(await page(system.ask(SESSIONS, asAdmin)))).toEqual([]);
  });

  it('says when it was used, to five minutes, and is let in where the store takes no writes', async () => {
    await createOperator('ana');
    const ana = await begin('ana');
    const lastUsed = async (): Promise<string | undefined> => (await page(ask(SESSIONS, ana))).items[0]?.lastUsedAt;
    const beganAt = nowIso();
    await system.clock.advance(5 * MINUTE_MS - 1);
    expect(await lastUsed()).toBe(beganAt);
    await system.clock.advance(1);
    expect(await lastUsed()).toBe(nowIso());
    const usedAt = nowIso();
    isWritable = false;
    await system.clock.advance(5 * MINUTE_MS);
    expect(await lastUsed()).toBe(usedAt);
  });
});
