import { beforeAll, expect, it } from 'vitest';
import { SERVER_SCOPE } from '../../http/server-scope.ts';
import { hashPassword } from '../password.ts';
import { createSessionToken, hashSecret } from '../secret-token.ts';
import { openServerSystem, type ServerSystem } from '../../test-support/server-system.ts';
import {
  assertPasskey,
  makePasskey,
  type CreationOptions,
  type Signing,
  type SoftwarePasskey,
} from '../../test-support/software-authenticator.ts';

const ADMIN = 'admin-token-of-the-tests';
const PASSKEYS = '/api/v1/session/passkeys';
const PASSWORD = 'correct horse battery';
const hash = hashPassword(PASSWORD);

interface Operator {
  readonly headers: Readonly<Record<string, string>>;
  /** Proves that the operator is there: a password takes long by design. */
  readonly passkey: SoftwarePasskey | undefined;
}

const STRANGER: Operator = { headers: {}, passkey: undefined };

let system: ServerSystem;
let ana: Operator;
let bob: Operator;

/** Two operators who are signed in, with a passkey each. */
beforeAll(async () => {
  system = openServerSystem({ server: { authorize: undefined, access: { adminToken: ADMIN }, publicUrl: 'https://crm.example.com' } });
  ana = await createOperator('ana');
  bob = await createOperator('bob');
});

/** As an admin creates them and as they sign in, without what a password costs. */
async function createOperator(name: string): Promise<Operator> {
  const { id, token } = createSessionToken(system.clock.now());
  const createdAt = '2026-01-05T08:00:00.000Z';
  const operator = { role: 'admin', seesPeople: false, password: await hash, createdAt, createdBy: 'setup' };
  const session = { hash: hashSecret(token), operator: name, signedInWith: 'password', createdAt, lastUsedAt: createdAt };
  const place = { integrationId: SERVER_SCOPE, tags: [], dueAt: null, expiresAt: null, version: 0 };
  await system.store.documents.insert([
    { ...place, collection: 'operators', id: name, value: operator },
    { ...place, collection: 'sessions', id, value: session, expiresAt: '2026-12-31T00:00:00.000Z' },
  ]);
  const headers = { cookie: `__Host-frigg_crm_session=${token}`, 'sec-fetch-site': 'same-origin' };
  const { passkey } = await register({ headers, passkey: undefined });
  return { headers, passkey };
}

function toHeaders(response: Response): Readonly<Record<string, string>> {
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' };
}

async function json<Body = Record<string, unknown>>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

async function ask(
  path: string,
  { headers }: Pick<Operator, 'headers'>,
  request: { readonly body?: unknown; readonly method?: string } = {},
): Promise<Response> {
  // Attempts are counted by the minute.
  await system.clock.advance(60_000);
  return system.ask(path, { as: '', headers, ...request });
}

async function begin(who: Operator): Promise<CreationOptions> {
  const proof = who.passkey === undefined ? { password: PASSWORD } : assertPasskey(who.passkey, await challenge());
  const response = await ask(`${PASSKEYS}/options`, who, { body: proof });
  expect(response.status).toBe(200);
  return json<CreationOptions>(response);
}

async function register(who: Operator, name = 'Laptop'): Promise<{ readonly passkey: SoftwarePasskey; readonly id: string }> {
  const { passkey, attestation } = makePasskey(await begin(who));
  const response = await ask(PASSKEYS, who, { body: { name, attestation } });
  expect(response.status).toBe(201);
  return { passkey, id: (await json<{ id: string }>(response)).id };
}

async function challenge(): Promise<{ challenge: string; rpId: string }> {
  return json(await ask('/api/v1/session/passkey-options', STRANGER, { method: 'POST' }));
}

async function present(body: object): Promise<Response> {
  return ask('/api/v1/session/passkey', STRANGER, { body });
}

async function signIn(passkey: SoftwarePasskey, signing?: Signing): Promise<Response> {
  return present(assertPasskey(passkey, await challenge(), signing));
}

/** What the newest entry of the audit log says. */
async function audited(operationId: string): Promise<readonly string[]> {
  const { items } = await json<{ items: { operationId: string; caller: string; code: string | null }[] }>(
    await system.ask('/api/v1/audit', { as: ADMIN }),
  );
  return items.filter((item) => item.operationId === operationId).map(({ caller, code }) => `${caller} ${code}`);
}

it('adds a passkey, which signs in without a name, and is shown without what it signs with', async () => {
  const { passkey, id } = await register(ana, 'Ana’s laptop');
  const signedIn = await signIn(passkey);
  expect([signedIn.status, await signedIn.json()]).toEqual([201, expect.objectContaining({ id: 'operator:ana' })]);
  expect(signedIn.headers.get('set-cookie')).toMatch(
    /^__Host-frigg_crm_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
  );
  const session = { headers: toHeaders(signedIn) };
  expect(await json(await ask('/api/v1/session', session))).toMatchObject({ id: 'operator:ana' });
  const { items } = await json<{ items: { id: string }[] }>(await ask(PASSKEYS, session));
  expect(items.find((item) => item.id === id)).toEqual({
    id,
    name: 'Ana’s laptop',
    isSynced: true,
    isUsable: true,
    createdAt: expect.any(String) as string,
    lastUsedAt: expect.any(String) as string,
  });
  expect(await audited('createPasskey')).toContain('operator:ana null');
  expect(await audited('signInWithPasskey')).toContain('operator:ana null');
});

it('asks for a user who is verified and a passkey that is found without a name, and names no operator before', async () => {
  const options = await begin(bob);
  expect(options).toMatchObject({
    rp: { id: 'crm.example.com' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  expect(Buffer.from(options.user.id, 'base64url').toString('latin1')).not.toContain('bob');
  const asked = await challenge();
  expect(Object.keys(asked).toSorted()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification']);
});

it('adds none to a session that was left open: the password or a passkey of the same operator is needed', async () => {
  const wrong = await ask(`${PASSKEYS}/options`, ana, { body: { password: 'a guess of someone' } });
  expect([wrong.status, await json(wrong)]).toEqual([409, expect.objectContaining({ code: 'CONFLICT' })]);
  expect((await ask(`${PASSKEYS}/options`, ana, { body: assertPasskey(bob.passkey!, await challenge()) })).status).toBe(409);
  const { attestation } = makePasskey(await begin(ana));
  expect((await ask(PASSKEYS, ana, { body: { name: 'Phone', attestation } })).status).toBe(201);
  for (const body of [{}, { password: PASSWORD, ...assertPasskey(ana.passkey!, await challenge()) }])
    expect((await ask(`${PASSKEYS}/options`, ana, { body })).status).toBe(400);
  const asKey = await system.ask(`${PASSKEYS}/options`, { as: ADMIN, body: { password: PASSWORD } });
  expect([asKey.status, await json(asKey)]).toEqual([403, expect.objectContaining({ detail: 'Only operators have passkeys' })]);
});

it.each<[string, Signing]>([
  ['another origin', { origin: 'https://crm.example.com.evil.example' }],
  ['plain http', { origin: 'http://crm.example.com' }],
  ['another host', { rpId: 'evil.example' }],
  ['a frame of another site', { crossOrigin: true }],
  ['a challenge that nothing asked', { challenge: 'AAAA' }],
  ['a user who was not verified', { isVerified: false }],
])('registers nothing that was signed for %s', async (_, signing) => {
  const { attestation } = makePasskey(await begin(ana), signing);
  expect((await ask(PASSKEYS, ana, { body: { name: 'a', attestation } })).status).toBe(409);
});

it('registers what was begun, by who began it, once, within five minutes', async () => {
  const { attestation } = makePasskey(await begin(ana));
  expect((await ask(PASSKEYS, bob, { body: { name: 'a', attestation } })).status).toBe(409);
  expect((await ask(PASSKEYS, ana, { body: { name: 'a', attestation } })).status).toBe(409);
  const late = makePasskey(await begin(ana));
  await system.clock.advance(5 * 60_000);
  expect((await ask(PASSKEYS, ana, { body: { name: 'a', attestation: late.attestation } })).status).toBe(409);
  const again = makePasskey(await begin(ana));
  const body = { name: 'a', attestation: again.attestation };
  expect((await ask(PASSKEYS, ana, { body })).status).toBe(201);
  expect((await ask(PASSKEYS, ana, { body })).status).toBe(409);
});

it.each<[string, Signing]>([
  ['another origin', { origin: 'https://evil.example' }],
  ['another host', { rpId: 'evil.example' }],
  ['a frame of another site', { crossOrigin: true }],
  ['a challenge that nothing asked', { challenge: 'AAAA' }],
  ['a user who was not verified', { isVerified: false }],
  ['another user', { userHandle: 'AAAA' }],
])('signs no one in by what was signed for %s', async (_, signing) => {
  const refused = await signIn(bob.passkey!, signing);
  expect([refused.status, refused.headers.get('set-cookie')]).toEqual([401, null]);
  expect((await signIn(bob.passkey!)).status).toBe(201);
});

it('says the same of a passkey that is unknown, was removed, or signs wrongly', async () => {
  const { passkey, id } = await register(ana);
  const stranger = makePasskey({ challenge: 'AAAA', rp: { id: 'crm.example.com' }, user: { id: passkey.userHandle } });
  const other = await register(bob);
  const forged = { ...passkey, privateKey: other.passkey.privateKey };
  const texts = [await signIn(stranger.passkey), await signIn(forged)];
  expect(await json(await ask(`${PASSKEYS}/${id}`, bob, { method: 'DELETE' }))).toMatchObject({ code: 'NOT_FOUND' });
  expect((await ask(`${PASSKEYS}/${id}`, ana, { method: 'DELETE' })).status).toBe(200);
  const answers = await Promise.all([...texts, await signIn(passkey)].map(async (response) => json(response)));
  const [first] = answers.map(({ requestId: _requestId, ...rest }) => rest);
  for (const { requestId: _requestId, ...rest } of answers) expect(rest).toEqual(first);
  expect(first).toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('accepts an assertion once, and of two at the same time one', async () => {
  const { passkey } = await register(ana);
  const body = assertPasskey(passkey, await challenge());
  const both = await Promise.all([present(body), present(body)]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 401]));
  expect((await present(body)).status).toBe(401);
  const late = assertPasskey(passkey, await challenge());
  await system.clock.advance(5 * 60_000);
  expect((await present(late)).status).toBe(401);
});

it('refuses a passkey whose counter goes back, as that of a copy does, and notes whose it is', async () => {
  const { passkey } = await register(bob);
  const copy = { ...passkey };
  expect((await signIn(passkey)).status).toBe(201);
  expect((await signIn(passkey)).status).toBe(201);
  expect((await signIn(copy)).status).toBe(401);
  expect(await audited('signInWithPasskey')).toContain('operator:bob UNAUTHENTICATED');
});

it('renames and removes those of the operator alone, who can still sign in with the password', async () => {
  const eve = await createOperator('eve');
  const { id } = await register(eve, 'Old');
  expect((await ask(`${PASSKEYS}/${id}`, bob, { method: 'PATCH', body: { name: 'Mine' } })).status).toBe(404);
  expect(await json(await ask(`${PASSKEYS}/${id}`, eve, { method: 'PATCH', body: { name: 'New' } }))).toMatchObject({ id, name: 'New' });
  expect((await ask(`${PASSKEYS}/${id}`, eve, { method: 'PATCH', body: { name: '\n' } })).status).toBe(400);
  const { items } = await json<{ items: { id: string }[] }>(await ask(PASSKEYS, eve));
  expect(items).toHaveLength(2);
  for (const item of items) expect((await ask(`${PASSKEYS}/${item.id}`, eve, { method: 'DELETE' })).status).toBe(200);
  expect(await json(await ask(PASSKEYS, eve))).toEqual({ items: [] });
  expect((await signIn(eve.passkey!)).status).toBe(401);
  expect((await ask('/api/v1/session', STRANGER, { body: { name: 'eve', password: PASSWORD } })).status).toBe(201);
});

it('refuses what a page of another site sends with the cookie', async () => {
  const forged = { headers: { ...ana.headers, 'sec-fetch-site': 'cross-site' } };
  for (const path of [`${PASSKEYS}/options`, PASSKEYS, '/api/v1/session/passkey-options', '/api/v1/session/passkey'])
    expect(await json(await ask(path, forged, { body: {} }))).toMatchObject({ code: 'CROSS_SITE' });
});

it('forgets the passkeys of an operator who is deleted', async () => {
  const { passkey } = await createOperator('dan');
  await system.ask('/api/v1/operators/dan', { as: ADMIN, method: 'DELETE' });
  expect((await signIn(passkey!)).status).toBe(401);
  expect(await system.store.documents.query({ collection: 'passkeys', tag: 'operator:dan', limit: 1 })).toEqual([]);
});

it.each([
  ['the host that the server had before, and shows that', { rpId: 'old.example.com' }, [{ isUsable: false }]],
  ['an operator of the same name who was deleted', { operatorSince: '2020-01-01T00:00:00.000Z' }, []],
])('refuses one of %s', async (_, change, shown) => {
  const { passkey, id } = await register(bob);
  const { documents } = system.store;
  const found = await documents.find({ collection: 'passkeys', integrationId: SERVER_SCOPE, id });
  await documents.save({ ...found!, value: { ...found!.value, ...change } });
  expect((await signIn(passkey)).status).toBe(401);
  const { items } = await json<{ items: { id: string }[] }>(await ask(PASSKEYS, bob));
  expect(items.filter((item) => item.id === id)).toMatchObject(shown);
});
