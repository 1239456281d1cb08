import { describe, expect, it } from 'vitest';
import { readZohoWebhook, type ZohoWebhookScope } from './read-zoho-webhook.ts';

const STORED = { orgId: '1', channelId: '1000000068001', token: 'secret-token', webhookIds: ['1000000068001'] };
const NOTIFICATION = {
  server_time: 1_767_607_353_123,
  module: 'Contacts',
  operation: 'update',
  resource_uri: 'https://www.zohoapis.com/crm/v8/Contacts',
  ids: ['5725767000000412001'],
  channel_id: '1000000068001',
  token: 'secret-token',
  query_params: {},
  affected_fields: [{ '5725767000000412001': ['Phone'] }],
};

const read = (changes: object = {}, scope: Partial<ZohoWebhookScope> = {}) =>
  readZohoWebhook(new TextEncoder().encode(JSON.stringify({ ...NOTIFICATION, ...changes })), {
    stored: STORED,
    objectTypes: ['Contact', 'Account'],
    ...scope,
  });
const refused = (reason: string): unknown => expect.objectContaining({ code: 'WEBHOOK_REFUSED', reason });

describe('readZohoWebhook', () => {
  it('reads one event per record, the same each time it is delivered (acceptance 24)', () => {
    expect(read({ ids: ['1', '2', '1'] })).toEqual([
      { eventId: 'Contacts:1:update:1767607353123', change: { kind: 'person-changed', objectType: 'Contact', externalId: '1' } },
      { eventId: 'Contacts:2:update:1767607353123', change: { kind: 'person-changed', objectType: 'Contact', externalId: '2' } },
    ]);
    expect(read()).toEqual(read());
  });

  it.each([
    ['insert', 'person-changed'],
    ['update', 'person-changed'],
    ['delete', 'person-deleted'],
  ])('reads %s as %s (acceptance 25)', (operation, kind) => {
    expect(read({ operation, module: 'Accounts' })).toMatchObject([{ change: { kind, objectType: 'Account' } }]);
  });

  it.each([undefined, null, '', 'secret-toke', 'secret-token ', 7])('refuses the token %j (acceptance 23)', (token) => {
    expect(() => read({ token })).toThrow(refused('token') as Error);
  });

  it('refuses the right token of another channel, and everything while nothing is stored (acceptance 23)', () => {
    expect(() => read({ channel_id: '1000000068002' })).toThrow(refused('channel') as Error);
    expect(() => read({ channel_id: undefined })).toThrow(refused('channel') as Error);
    expect(() => read({}, { stored: undefined })).toThrow(refused('token') as Error);
  });

  it('compares the id of the channel as text', () => {
    expect(read({ channel_id: 1_000_000_068_001 })).toHaveLength(1);
  });

  it.each([
    [{ ids: [] }, 'ids'],
    [{ ids: undefined }, 'ids'],
    [{ module: undefined }, 'module'],
    [{ ids: ['../x'] }, 'ids.0'],
    [{ server_time: undefined }, 'server_time'],
  ])('calls %j no notification, and names the field (acceptance 40)', (changes, path) => {
    expect(() => read(changes)).toThrow(expect.objectContaining({ code: 'WEBHOOK_INVALID', paths: [path] }) as unknown as Error);
  });

  it('takes nothing of modules that are not synced (acceptance 40)', () => {
    expect(read({ module: 'Deals' })).toEqual([]);
    expect(read({ module: 'Leads' })).toEqual([]);
    expect(read({ module: 'Leads' }, { objectTypes: ['Lead'] })).toHaveLength(1);
  });
});
