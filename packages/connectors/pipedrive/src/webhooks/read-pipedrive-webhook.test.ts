import { FriggCrmError } from '@frigg-crm/core';
import { readJsonBody } from '@frigg-crm/crm-base/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import { readPipedriveWebhook } from './read-pipedrive-webhook.ts';

const SCOPE = { companyId: '123', webhookIds: ['501', '502'] };
const META = {
  action: 'change',
  entity: 'person',
  entity_id: '71',
  id: '5f0c2c1e-1',
  company_id: 123,
  user_id: 5,
  webhook_id: '501',
  timestamp: '2026-01-05T10:22:33.123Z',
  version: '2.0',
  attempt: 1,
  is_bulk_edit: false,
};
const event = (meta: object = {}) => ({ meta: { ...META, ...meta }, data: { id: 71 }, previous: { name: 'Ana Ruis' } });
const V1 = {
  v: 1,
  event: 'updated.person',
  retry: 0,
  current: { id: 71, phone: [] },
  previous: {},
  meta: {
    action: 'updated',
    object: 'person',
    id: 71,
    company_id: 123,
    user_id: 5,
    webhook_id: '501',
    timestamp: 1_767_607_353,
    timestamp_micro: 1_767_607_353_000_001,
  },
};
const read = (body: unknown) => readPipedriveWebhook(body, SCOPE);
/** The first part of an event, flat; `ignored` when there is none. */
const first = (body: unknown) => {
  const [own] = read(body);
  return own === undefined ? { kind: 'ignored' } : { eventId: own.eventId, kind: own.change.kind, personId: own.change.externalId };
};
/** What it means for each person, such as `person-changed 71`. */
const meaning = (body: unknown) => read(body).map(({ change }) => `${change.kind} ${change.externalId}`);
const outcomeOf = (body: unknown): string => {
  try {
    return first(body).kind;
  } catch (error) {
    return FriggCrmError.is(error) ? error.code : String(error);
  }
};
const invalid = expect.objectContaining({ code: 'WEBHOOK_INVALID', retryable: false }) as unknown;

describe('readPipedriveWebhook', () => {
  it('reads who was changed, whatever the event says of the person besides', () => {
    expect(read(event())).toEqual([{ eventId: '5f0c2c1e-1', change: { kind: 'person-changed', objectType: 'Person', externalId: '71' } }]);
    expect(meaning(event({ action: 'create' }))).toEqual(['person-changed 71']);
  });

  it('reads a deletion, whose data is null (acceptance 20)', () => {
    const body = { ...event({ action: 'delete', is_bulk_edit: true }), data: null };
    expect(meaning(body)).toEqual(['person-deleted 71']);
  });

  it('takes ids as integers and as texts', () => {
    const ids = { entity_id: 71, company_id: '123', webhook_id: 502 };
    expect(meaning(event(ids))).toEqual(['person-changed 71']);
  });

  it('names both sides of a merge (acceptance 21)', () => {
    const merged = read(event({ action: 'delete', merged_to_id: 72 }));
    expect(merged.map(({ eventId }) => eventId)).toEqual(['5f0c2c1e-1', '5f0c2c1e-1:merge']);
    expect(meaning(event({ action: 'delete', merged_to_id: 72 }))).toEqual(['person-deleted 71', 'person-changed 72']);
    expect(meaning(event({ entity_id: 72, merged_from_id: '71' }))).toEqual(['person-changed 72', 'person-deleted 71']);
    expect(meaning(event({ merged_from_id: null }))).toEqual(['person-changed 71']);
    expect(meaning(event({ merged_from_id: '71' }))).toEqual(['person-changed 71']);
  });

  it('gives each attempt to deliver an event the same id (acceptance 22)', () => {
    expect(read(event({ attempt: 2 }))[0]?.eventId).toBe(read(event())[0]?.eventId);
    const withoutId = { id: undefined };
    expect(read(event({ ...withoutId, attempt: 2 }))[0]?.eventId).toBe(read(event(withoutId))[0]?.eventId);
    expect(read(event(withoutId))[0]?.eventId).toBe('person:71:change:2026-01-05T10:22:33.123Z');
    expect(() => read(event({ id: '', timestamp: undefined }))).toThrow(invalid);
  });

  it('takes the record of version 1 for the person, not for the event (acceptance 23)', () => {
    expect(first(V1)).toEqual({ kind: 'person-changed', personId: '71', eventId: 'v1:person:71:updated:1767607353000001' });
    const meta = (change: object) => ({ ...V1, meta: { ...V1.meta, ...change } });
    expect(meaning(meta({ action: 'deleted' }))).toEqual(['person-deleted 71']);
    expect(meaning(meta({ action: 'merged' }))).toEqual(['person-changed 71']);
    expect(meaning(meta({ object: 'deal', action: 'added' }))).toEqual([]);
    expect(() => read(meta({ id: undefined }))).toThrow(invalid);
  });

  it('ignores what is about no person, and what is unknown (acceptance 24)', () => {
    expect(read(event({ entity: 'deal', entity_id: 'adf21080' }))).toEqual([]);
    expect(read(event({ action: 'archive' }))).toEqual([]);
  });

  it.each([[[]], ['x'], [{}], [null], [undefined], [1], [{ meta: null }], [{ meta: [] }], [{ meta: {} }], [{ meta: 'x' }]])(
    'refuses %j as no event (acceptance 24)',
    (body) => {
      expect(() => read(body)).toThrow(invalid);
    },
  );

  it.each(['action', 'entity', 'entity_id', 'company_id', 'webhook_id'])('refuses an event without %s, and says where to look', (key) => {
    expect(() => read(event({ [key]: undefined }))).toThrow(expect.objectContaining({ code: 'WEBHOOK_INVALID', paths: [`meta.${key}`] }));
  });

  it.each(['abc', '0', -1, 1.5])('refuses %j as the id of a person', (id) => {
    expect(() => read(event({ entity_id: id }))).toThrow(expect.objectContaining({ paths: ['meta.entity_id'] }));
  });

  it.each([
    [{ company_id: 124 }, 'company'],
    [{ webhook_id: '503' }, 'webhook'],
    [{ company_id: 124, entity: 'deal' }, 'company'],
    [{ host: 'acme.pipedrive.com', company_id: 1 }, 'company'],
  ])('refuses an event with %j: it is another connection that it is for (acceptance 18)', (meta, reason) => {
    expect(() => read(event(meta))).toThrow(expect.objectContaining({ code: 'WEBHOOK_REFUSED', reason, retryable: false }));
  });

  it('takes an event before the id of its webhook is stored: the password has proved who sends it', () => {
    expect(readPipedriveWebhook(event(), { ...SCOPE, webhookIds: [] })).toHaveLength(1);
  });

  it('reads what Pipedrive itself sends, for each thing that can happen to a person', async () => {
    const sandbox = createPipedriveSandbox({ people: 4 });
    const body = { subscription_url: 'https://app.example.test/c1', event_action: '*', event_object: 'person', name: 'x' };
    const headers = { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' };
    await sandbox.fetch(new Request('https://x/api/v1/webhooks', { method: 'POST', headers, body: JSON.stringify(body) }));
    sandbox.people.add({});
    sandbox.people.change(1, { name: 'Changed' });
    sandbox.people.delete(2);
    sandbox.people.merge(3, 4);
    expect(sandbox.webhooks.events().map((each) => meaning(JSON.parse(JSON.stringify(each))))).toEqual([
      ['person-changed 5'],
      ['person-changed 1'],
      ['person-deleted 2'],
      ['person-deleted 3', 'person-changed 4'],
      ['person-changed 4', 'person-deleted 3'],
    ]);
    expect(new Set(sandbox.webhooks.events().map((each) => read(each)[0]?.eventId)).size).toBe(5);
  });

  it('gives an event or an error of ours, whatever comes', () => {
    const odd = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
      fc.constantFrom('person', '71', 123, '501'),
    );
    const meta = fc.record(
      {
        action: odd,
        entity: odd,
        object: odd,
        entity_id: odd,
        id: odd,
        company_id: odd,
        webhook_id: odd,
        timestamp: odd,
        merged_to_id: odd,
      },
      { requiredKeys: [] },
    );
    const near = meta.map((changes) => event(changes));
    const body = fc.oneof(
      fc.anything(),
      fc.record({ meta, v: odd }),
      near,
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    fc.assert(
      fc.property(body, (given) => {
        expect(outcomeOf(given)).toMatch(/^(person-changed|person-deleted|ignored|WEBHOOK_INVALID|WEBHOOK_REFUSED)$/);
      }),
      { numRuns: 500 },
    );
  });
});

it('refuses a body that is not JSON, without quoting it', () => {
  expect(readJsonBody(new TextEncoder().encode('{"meta":1}'))).toEqual({ meta: 1 });
  for (const text of ['', '{"name":"Ana', '\u0000']) {
    expect(() => readJsonBody(new TextEncoder().encode(text))).toThrow(invalid);
    expect(() => readJsonBody(new TextEncoder().encode(text))).not.toThrow(/Ana/);
  }
});
