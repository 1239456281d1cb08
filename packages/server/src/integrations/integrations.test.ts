import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem, type TestRequest } from '../test-support/server-system.ts';
import { readAccounts } from './account-credentials.ts';

const ACCOUNT = {
  connector: 'fake',
  crm: { url: 'https://acme.example.com', token: 'crm-secret', options: { country: 'US' } },
  quo: { apiKey: 'quo-secret' },
};
const PATH = '/api/v1/integrations';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly userId: string;
}

async function create({ ask }: ServerSystem, body: object = ACCOUNT, request: TestRequest = {}): Promise<Response> {
  return ask(PATH, { ...request, body, headers: { 'idempotency-key': JSON.stringify(body), ...request.headers } });
}

async function json<Body = unknown>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

describe('integrations over HTTP', () => {
  it('connects an account, keeps its secrets in the vault, and shows them nowhere', async () => {
    const system = openServerSystem();
    const created = await create(system);
    expect(created.status).toBe(201);
    const { id } = await json<Shown>(created.clone());
    expect(created.headers.get('location')).toBe(`${PATH}/${id}`);
    const shown = await (await system.ask(`${PATH}/${id}`)).text();
    expect(JSON.parse(shown)).toMatchObject({ connector: 'fake', userId: 'team', status: 'ENABLED', notices: [] });
    expect(shown + (await created.text()) + system.lines.join('')).not.toMatch(/-secret/);
    expect(await readAccounts(system.vault, id)).toEqual({ crm: ACCOUNT.crm, quo: ACCOUNT.quo });
  });

  it('creates one integration however often the request is repeated', async () => {
    const system = openServerSystem();
    const [first, second] = [await json<Shown>(await create(system)), await json<Shown>(await create(system))];
    expect(second.id).toBe(first.id);
    expect(await json(await system.ask(PATH))).toMatchObject({ items: [{ id: first.id }], nextCursor: null });
    expect(await json(await system.ask(PATH, { body: ACCOUNT }))).toMatchObject({ status: 400, code: 'IDEMPOTENCY_KEY_MISSING' });
  });

  it.each([
    [{ ...ACCOUNT, connector: 'none' }, '/connector'],
    [{ ...ACCOUNT, crm: { ...ACCOUNT.crm, url: 'https://a:b@acme.example.com' } }, '/crm/url'],
    [{ ...ACCOUNT, crm: { url: ACCOUNT.crm.url } }, '/crm/token'],
    [{ ...ACCOUNT, crm: { ...ACCOUNT.crm, options: { country: 'USA' } } }, '/crm/options/country'],
    [{ ...ACCOUNT, crm: { ...ACCOUNT.crm, options: { toString: 'a' } } }, '/crm/options/toString'],
  ])('names what cannot be used of %j, and keeps nothing of it', async (body, pointer) => {
    const system = openServerSystem();
    expect(await json(await create(system, body))).toMatchObject({ status: 422, code: 'UNPROCESSABLE', errors: [{ pointer }] });
    expect(await system.store.documents.query({ collection: 'credentials', limit: 10 })).toEqual([]);
  });

  it('makes a tenant the owner of what it connects, and shows it nothing else', async () => {
    const system = openServerSystem();
    const own = await json<Shown>(await create(system, { ...ACCOUNT, userId: 'u2' }, { as: 'tenant' }));
    expect(own.userId).toBe('u1');
    const other = await json<Shown>(await create(system, { ...ACCOUNT, userId: 'u2' }));
    expect(await json(await system.ask(PATH, { as: 'tenant' }))).toMatchObject({ items: [{ id: own.id }] });
    expect(await json(await system.ask(`${PATH}?userId=u2`, { as: 'tenant' }))).toEqual({ items: [], nextCursor: null });
    expect((await system.ask(`${PATH}/${other.id}`, { as: 'tenant' })).status).toBe(404);
    expect((await system.ask(`${PATH}/${other.id}`, { as: 'tenant', method: 'DELETE' })).status).toBe(404);
  });

  it('switches it off and on, changes its configuration, and refuses what was decided on an older state', async () => {
    const system = openServerSystem();
    const created = await create(system);
    const { id } = await json<Shown>(created.clone());
    const etag = created.headers.get('etag') ?? '';
    const act = async (verb: string, headers = {}): Promise<Response> => system.ask(`${PATH}/${id}/${verb}`, { method: 'POST', headers });
    expect(await json(await act('disable', { 'if-match': etag }))).toMatchObject({ status: 'DISABLED' });
    expect(await json(await act('enable', { 'if-match': etag }))).toMatchObject({ status: 412 });
    expect(await json(await system.ask('/api/v1/syncs', { body: { integrationId: id, type: 'initial' } }))).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await json(await act('enable'))).toMatchObject({ status: 'ENABLED' });
    expect((await act('check')).status).toBe(200);
    const patch = await system.ask(`${PATH}/${id}/config`, { method: 'PATCH', body: { note: 'x' } });
    expect(await json(patch)).toMatchObject({ config: { note: 'x' }, problem: null });
    expect(await json(await system.ask(`${PATH}/${id}/config-options`))).toMatchObject({ values: { resourceIds: [] } });
    expect(await json(await act('release-throttle'))).toEqual({ wasThrottled: false, resumedSyncIds: [] });
  });

  it('takes new credentials, and deletes everything when it is deleted', async () => {
    const system = openServerSystem();
    const { id } = await json<Shown>(await create(system));
    const put = async (body: object): Promise<Response> => system.ask(`${PATH}/${id}/credentials`, { method: 'PUT', body });
    expect((await put({ quo: { apiKey: 'second' } })).status).toBe(200);
    expect((await put({ crm: { url: 'nothing' } })).status).toBe(422);
    expect(await readAccounts(system.vault, id)).toMatchObject({ crm: { token: 'crm-secret' }, quo: { apiKey: 'second' } });
    expect((await system.ask(`${PATH}/${id}`, { method: 'DELETE' })).status).toBe(202);
    expect(await json(await system.ask(`${PATH}/${id}`))).toMatchObject({ status: 'IN_DELETION' });
    expect((await put({ quo: { apiKey: 'third' } })).status).toBe(409);
  });

  it('lists what can be connected', async () => {
    expect(await json(await openServerSystem().ask('/api/v1/connectors'))).toMatchObject({
      items: [{ id: 'fake', options: [{ name: 'country' }] }],
    });
  });
});
