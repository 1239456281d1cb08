import { signHmac } from '@frigg-crm/http/sandbox';
import { describe, expect, it } from 'vitest';
import { attributeIdOf, objectIdOf, toSandboxId } from '../sandbox/sandbox-ids.ts';
import { readAttioWebhook } from './read-attio-webhook.ts';

const KEY = { webhookId: 'wh-1', secret: 's3cr3t' };
const STORED = {
  url: 'https://app.example.test/hook',
  workspaceId: toSandboxId('workspace', 1),
  objectId: objectIdOf('people'),
  attributeIds: [attributeIdOf('phone_numbers')],
  key: KEY,
  webhookIds: ['wh-1'],
};
const IDS = { workspace_id: STORED.workspaceId, object_id: STORED.objectId, record_id: 'r1' };
const DELIVERY = 'key-1';

/** An event of a person. */
const anEvent = (type: string, changes: object = {}, rest: object = {}) => ({
  event_type: type,
  id: { ...IDS, ...changes },
  actor: { type: 'workspace-member', id: 'm1' },
  ...rest,
});

/** A signed delivery of a body. */
function deliver(body: unknown, headers: Readonly<Record<string, string>> = {}, stored: typeof STORED | undefined = STORED) {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const signed = { 'attio-signature': signHmac(KEY.secret, rawBody), 'idempotency-key': DELIVERY, ...headers };
  return readAttioWebhook({ headers: new Headers(signed), rawBody }, stored);
}
const batch = (...events: readonly object[]) => ({ webhook_id: 'wh-1', events });
const changed = (externalId: string, eventId = `${DELIVERY}:0`) => ({
  eventId,
  change: { kind: 'person-changed', objectType: 'people', externalId },
});
const deleted = (externalId: string, eventId = `${DELIVERY}:0`) => ({
  eventId,
  change: { kind: 'person-deleted', objectType: 'people', externalId },
});
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('readAttioWebhook', () => {
  it('accepts the HMAC of the bytes in hexadecimal, in either header and in any case (acceptance 22, 25)', () => {
    const body = '{"webhook_id":"wh-1","events":[]}';
    const signature = 'f92be0a80dbefa23f54fefc1813cecd46bdda0f2982ad05f566dfc1ab7075932';
    const read = (name: string, value: string) =>
      readAttioWebhook({ headers: new Headers({ [name]: value }), rawBody: Buffer.from(body) }, STORED);
    expect(read('attio-signature', signature)).toEqual([]);
    expect(read('x-attio-signature', signature.toUpperCase())).toEqual([]);
  });

  it.each([
    ['another body', { 'attio-signature': signHmac(KEY.secret, 'other') }],
    ['another key', { 'attio-signature': signHmac('other', JSON.stringify(batch())) }],
    ['an empty signature', { 'attio-signature': '' }],
  ])('refuses %s (acceptance 23)', (_case, headers) => {
    expect(() => deliver(batch(), headers)).toThrow(refused('WEBHOOK_REFUSED'));
  });

  it('B76: refuses a delivery without a signature, and every delivery while no key is stored (acceptance 24)', () => {
    const rawBody = Buffer.from(JSON.stringify(batch()));
    expect(() => readAttioWebhook({ headers: new Headers(), rawBody }, STORED)).toThrow(refused('WEBHOOK_REFUSED'));
    const { key: _key, ...without } = STORED;
    const signature = new Headers({ 'attio-signature': signHmac('', rawBody) });
    for (const stored of [undefined, without])
      expect(() => readAttioWebhook({ headers: signature, rawBody }, stored)).toThrow(refused('WEBHOOK_REFUSED'));
  });

  it.each([{}, [], { webhook_id: 'wh-1', events: [{}] }, 'no JSON', batch(anEvent('record.created', { record_id: undefined }))])(
    'says of a signed body that is no delivery that it is invalid (acceptance 26): %j',
    (body) => {
      expect(() => deliver(body)).toThrow(refused('WEBHOOK_INVALID'));
    },
  );

  it('reads a change, a creation and a deletion, each under an id of its own', () => {
    const events = [
      anEvent('record.created'),
      anEvent('record.updated', { record_id: 'r2' }),
      anEvent('record.deleted', { record_id: 'r3' }),
    ];
    expect(deliver(batch(...events))).toEqual([changed('r1'), changed('r2', `${DELIVERY}:1`), deleted('r3', `${DELIVERY}:2`)]);
  });

  it('reads the shape of before as a batch of one (acceptance 27)', () => {
    expect(deliver(anEvent('record.created'))).toEqual([changed('r1')]);
    expect(deliver(anEvent('record.created', {}, { webhook_id: 'wh-1' }))).toEqual([changed('r1')]);
  });

  it('ignores other objects, other events, and attributes that no contact is made of (acceptance 28, 34)', () => {
    const others = [
      anEvent('record.updated', { object_id: objectIdOf('companies') }),
      anEvent('note.created', { object_id: undefined }),
      anEvent('record.archived'),
      anEvent('record.updated', { attribute_id: attributeIdOf('description') }),
    ];
    expect(deliver(batch(...others))).toEqual([]);
    expect(deliver(batch(anEvent('record.updated', { attribute_id: attributeIdOf('phone_numbers') })))).toEqual([changed('r1')]);
  });

  it('reads a merge as a new person and one who is gone (acceptance 32)', () => {
    const merged = anEvent('record.merged', { record_id: 'r9' }, { duplicate_object_id: STORED.objectId, duplicate_record_id: 'r1' });
    expect(deliver(batch(merged))).toEqual([changed('r9'), deleted('r1', `${DELIVERY}:0:merge`)]);
    expect(deliver(batch(anEvent('record.merged', {}, { duplicate_record_id: 'r1' })))).toEqual([changed('r1')]);
  });

  it('gives the events of a repeated delivery the same ids, and of a delivery without a key ids of their own (acceptance 33)', () => {
    const body = batch(anEvent('record.updated'));
    expect(deliver(body)).toEqual(deliver(body));
    const withoutKey = () => {
      const rawBody = Buffer.from(JSON.stringify(body));
      return readAttioWebhook({ headers: new Headers({ 'attio-signature': signHmac(KEY.secret, rawBody) }), rawBody }, STORED);
    };
    expect(withoutKey()[0]?.eventId).not.toBe(withoutKey()[0]?.eventId);
  });

  it('refuses what is of another webhook or another workspace (acceptance 35)', () => {
    expect(() => deliver({ ...batch(), webhook_id: 'wh-2' })).toThrow(refused('WEBHOOK_REFUSED'));
    const foreign = anEvent('record.created', { workspace_id: toSandboxId('workspace', 2) });
    expect(() => deliver(batch(anEvent('record.created'), foreign))).toThrow(refused('WEBHOOK_REFUSED'));
  });
});
