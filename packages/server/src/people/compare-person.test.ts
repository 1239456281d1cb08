import { FriggCrmError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import type { FakePerson } from '../test-support/fake-integration.ts';
import { openServerSystem, type ServerSystem, type ServerSystemOptions } from '../test-support/server-system.ts';

const PEOPLE = '/api/v1/integrations/i1/people';
const LIVE = `${PEOPLE}/Person/p0/live`;

/** As the client of Quo reports it. */
class RateLimitedError extends FriggCrmError {
  override readonly code = 'API_RATE_LIMITED';
  override readonly retryable = true;
  readonly retryAfterMs = 90_000;
}

interface Comparison {
  readonly crm: { readonly state: string };
  readonly quo: { readonly state: string; readonly retryAt: string | null };
  readonly fields: readonly { readonly field: string; readonly isEqual: boolean | null }[];
  readonly effect: { readonly kind: string; readonly fields: readonly string[] };
  readonly reason: { readonly code: string };
}

async function json<Body = unknown>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** Two people who were synced. */
async function openSynced(options: ServerSystemOptions = {}): Promise<ServerSystem & { readonly people: FakePerson[] }> {
  const people = [
    { id: 'p0', name: 'Ana Sol', email: 'ana@acme.test' },
    { id: 'p1', name: 'Ana Ruiz', email: 'ana@acme.test' },
  ];
  const system = openServerSystem({ people, ...options });
  await system.connect();
  const started = await system.ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
  const { syncs } = await json<{ syncs: { syncId: string }[] }>(started);
  await system.run(syncs.map(({ syncId }) => syncId));
  return { ...system, people };
}

const compare = async (system: ServerSystem): Promise<Comparison> => json(await system.ask(LIVE));

describe('comparing a person over HTTP', () => {
  it('shows both sides, what differs and what a sync would do', async () => {
    const system = await openSynced();
    expect(await compare(system)).toMatchObject({
      crm: { state: 'found', name: 'Ana Sol', message: null },
      quo: { state: 'found', contactId: 'quo-p0', copies: 1 },
      effect: { kind: 'none', fields: [] },
      reason: { code: 'IN_STEP' },
    });
    system.people[0] = { id: 'p0', name: 'Anna Sol' };
    const changed = await compare(system);
    expect(changed).toMatchObject({ effect: { kind: 'update', fields: ['firstName'] }, reason: { code: 'CHANGED_IN_CRM' } });
    expect(changed.fields[0]).toEqual({
      field: 'firstName',
      crm: [{ label: null, value: 'Anna Sol' }],
      quo: [{ label: null, value: 'Ana Sol' }],
      isEqual: false,
    });
  });

  it('takes the right to see people, and is in the audit log; the log of the server names no one', async () => {
    const system = await openSynced();
    expect((await system.ask(LIVE, { as: 'viewer' })).status).toBe(403);
    expect((await system.ask(LIVE, { as: 'all but see-people' })).status).toBe(403);
    expect((await system.ask(LIVE, { as: 'stranger' })).status).toBe(404);
    expect((await system.ask(LIVE)).status).toBe(200);
    const audit = await (await system.ask('/api/v1/audit')).text();
    const { items } = JSON.parse(audit) as { items: { operationId: string; target: string; status: number }[] };
    const opened = items.filter(({ operationId }) => operationId === 'comparePerson').map(({ target, status }) => `${target} ${status}`);
    expect(opened.toSorted()).toEqual([`${LIVE} 200`, `${LIVE} 403`, `${LIVE} 403`, `${LIVE} 404`].toSorted());
    expect(audit + system.lines.join('')).not.toMatch(/Ana|4155550000|acme/);
  });

  it('shows the CRM when Quo fails, and says until when', async () => {
    const system = await openSynced();
    system.quo.failure = new RateLimitedError('Quo is called too often');
    const compared = await compare(system);
    expect(compared).toMatchObject({
      crm: { state: 'found' },
      quo: { state: 'failed', code: 'API_RATE_LIMITED' },
      effect: { kind: 'unknown' },
    });
    expect(Date.parse(compared.quo.retryAt ?? '')).toBe(system.clock.now() + 90_000);
    expect(compared.fields.every(({ isEqual }) => isEqual === null)).toBe(true);
  });

  it('shows who is gone in the CRM', async () => {
    const system = await openSynced();
    system.people.shift();
    expect(await compare(system)).toMatchObject({ crm: { state: 'gone' }, quo: { state: 'found' }, reason: { code: 'GONE_IN_CRM' } });
  });
});

describe('syncing a person as it was shown', () => {
  const press = async (system: ServerSystem, etag: string, as?: string): Promise<Response> =>
    system.ask(`${PEOPLE}/Person/p0/sync`, { method: 'POST', headers: { 'if-match': etag }, as });

  it('does it, or says that it would do something else by now', async () => {
    const system = await openSynced();
    system.people[0] = { id: 'p0', name: 'Anna Sol' };
    const etag = (await system.ask(LIVE)).headers.get('etag') ?? '';
    system.people[0] = { id: 'p0', name: 'Annabel Sol' };
    const refused = await press(system, etag);
    expect(refused.status).toBe(412);
    const accepted = await press(system, refused.headers.get('etag') ?? '');
    expect(accepted.status).toBe(202);
    const { entryId } = await json<{ entryId: string }>(accepted);
    expect(await json(await system.ask(`/api/v1/integrations/i1/entries/${entryId}`, { as: 'viewer' }))).toMatchObject({ state: 'open' });
    expect((await system.ask(`/api/v1/integrations/i1/entries/${entryId}`, { as: 'stranger' })).status).toBe(404);
    expect((await system.ask('/api/v1/integrations/i1/entries/none')).status).toBe(404);
    expect((await compare(system)).reason.code).toBe('EVENT_WAITS');
  });

  it('says nothing of a person to a caller who may sync and not see', async () => {
    const system = await openSynced();
    const refused = await press(system, '"plan-guess"', 'all but see-people');
    expect(refused.status).toBe(403);
    expect(refused.headers.has('etag')).toBe(false);
  });
});

describe('looking people up in the CRM', () => {
  const lookup = async (system: ServerSystem, body: object): Promise<unknown> => json(await system.ask(`${PEOPLE}/lookup`, { body }));

  it('lists all who have an address or a name, to choose from', async () => {
    const system = await openSynced();
    const ana = { crmId: 'p0', name: 'Ana Sol', decision: { code: 'SYNCED' } };
    const other = { crmId: 'p1', name: 'Ana Ruiz', decision: { code: 'SYNCED' } };
    expect(await lookup(system, { email: 'ana@acme.test' })).toMatchObject({ items: [ana, other], hasMore: false });
    expect(await lookup(system, { name: ' Ruiz ' })).toMatchObject({ items: [other] });
    expect(await lookup(system, { name: 'Zora' })).toEqual({ items: [], hasMore: false });
    const audit = await (await system.ask('/api/v1/audit')).text();
    expect(audit + system.lines.join('')).not.toMatch(/Ana|Ruiz|acme/);
  });

  it('says that a CRM cannot be searched so', async () => {
    const system = await openSynced({ isSearchable: false });
    expect(await lookup(system, { name: 'Ruiz' })).toMatchObject({
      code: 'UNPROCESSABLE',
      detail: 'This CRM (fake) cannot be searched by name: look the person up by phone number or by id',
    });
  });
});
