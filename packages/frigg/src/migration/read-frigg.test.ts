import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAesFriggKeys, decryptFriggField, isEncryptedByFrigg } from './decrypt-field.ts';
import { encryptAsFrigg } from '../testing/encrypt-as-frigg.ts';
import { FriggGathering } from './gather-persons.ts';
import { ImportTally } from './import-counts.ts';
import { openMapping } from './open-field.ts';
import { readAccounts } from './read-accounts.ts';
import { readFriggWebhooks } from './read-webhooks.ts';

const MASTER = 'a-master-key-of-thirty-two-bytes';
const OTHER = 'another-key-of-thirty-two-bytes!';

function encrypt(text: string, { keyId = 'main', master = MASTER } = {}): string {
  return encryptAsFrigg(text, { id: keyId, key: master });
}

describe('a field of Frigg', () => {
  it('is read whatever it holds, with the key that it names', async () => {
    const keys = createAesFriggKeys({ main: MASTER, old: OTHER });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.boolean(), async (text, isOld) => {
        const field = isOld ? encrypt(text, { keyId: 'old', master: OTHER }) : encrypt(text);
        expect(await decryptFriggField(field, keys)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['plain', '', 'https://a:b@c:d', 'a:b:c:d', null, 7, { nested: true }])(
    'P46: is left as it is when it is not encrypted: %j',
    async (field) => {
      expect(isEncryptedByFrigg(field)).toBe(false);
      expect(await decryptFriggField(field, createAesFriggKeys({}))).toBe(field);
    },
  );

  it('is refused without its key, and never quoted', async () => {
    const error = await decryptFriggField(encrypt('secret'), createAesFriggKeys({ old: OTHER })).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'CREDENTIAL_UNREADABLE', message: expect.not.stringContaining('secret') as string });
  });
});

it('P48: reads webhooks of each kind, from lists and from the single ids of older apps, each once', () => {
  const config = {
    quoMessageWebhooks: [{ id: 'W1', key: 'k1', resourceIds: ['PN1'] }, { id: 'W2' }],
    quoMessageWebhookId: 'W1',
    quoMessageWebhookKey: 'k1',
    quoCallWebhookId: 'W3',
    quoCallWebhookKey: 'k3',
    quoCallSummaryWebhooks: 'broken',
  };
  const url = 'https://frigg.example.com/quo';
  expect(readFriggWebhooks(config, url)).toEqual({
    subscriptions: [
      { id: 'W1', key: 'k1', kind: 'message', phoneNumberIds: ['PN1'], url },
      { id: 'W3', key: 'k3', kind: 'call', phoneNumberIds: [], url },
    ],
    unreadable: 1,
  });
});

it('reads subscriptions for groups of numbers, of apps with several sites', () => {
  const phoneNumberWebhookSubscriptions = { call: [{ webhookId: 'W1', webhookKey: 'k1', phoneIds: ['PN1'], chunkIndex: 0 }, null] };
  expect(readFriggWebhooks({ phoneNumberWebhookSubscriptions }, 'u')).toEqual({
    subscriptions: [{ id: 'W1', key: 'k1', kind: 'call', phoneNumberIds: ['PN1'], url: 'u' }],
    unreadable: 1,
  });
});

it('joins the rows of a person, and finds the numbers of calls and texts by the person', async () => {
  const rows = [
    { sourceId: '+14155550101', mapping: { externalId: '5', quoContactId: 'CT1', phoneNumber: '+14155550101', entityType: 'People' } },
    { sourceId: 'AC1', mapping: { noteId: 'n1', callId: 'AC1', contactId: 5 } },
    { sourceId: '+14155550102', mapping: { externalId: 5, phoneNumber: null, entityType: 'people' } },
    { sourceId: '5', mapping: { externalId: '5', entityType: 'people', syncMethod: 'webhook' } },
    { sourceId: '6', mapping: { externalId: '6' } },
    { sourceId: 'MS1', mapping: { mapping: { messageId: 'MS1', noteId: 'n2', contactId: '5', createdAt: 'yesterday' } } },
    { sourceId: 'AC2', mapping: { mapping: { zohoCallId: 'z1' } } },
    { sourceId: 'x', mapping: 'broken' },
  ];
  const tally = new ImportTally();
  const gathering = new FriggGathering(
    { connector: 'acme', quoSource: 'acme', objectTypes: { people: 'Person' }, defaultType: 'Person' },
    tally,
  );
  for (const { sourceId, mapping } of rows) gathering.add({ sourceId, mapping: await openMapping(mapping, createAesFriggKeys({})) });
  const person = { objectType: 'Person', externalId: '5' };
  const contactPhones = ['+14155550101', '+14155550102'];
  expect(gathering.finish()).toEqual({
    persons: [{ ...person, quoContactId: 'CT1', phoneNumbers: contactPhones }],
    activities: [
      { kind: 'call', sourceId: 'AC1', activityId: 'n1', person, contactPhones, writtenAt: null },
      { kind: 'message', sourceId: 'MS1', activityId: 'n2', person, contactPhones, writtenAt: null },
    ],
  });
  const { persons, activities, mappings } = tally.totals;
  expect([persons.left, activities.left, mappings.unreadable]).toEqual([{ 'no-contact': 1 }, { 'no-person': 1 }, { form: 1 }]);
});

it('leaves persons that share a contact: to delete one of them would delete the contact of the other', () => {
  const tally = new ImportTally();
  const gathering = new FriggGathering({ connector: 'acme', quoSource: 'acme', defaultType: 'Person' }, tally);
  for (const [externalId, quoContactId] of [
    ['1', 'CT1'],
    ['2', 'CT2'],
    ['3', 'CT1'],
  ])
    gathering.add({ sourceId: `+1415555010${externalId}`, mapping: { value: { externalId, quoContactId } as never } });
  expect(gathering.finish().persons.map(({ externalId }) => externalId)).toEqual(['2']);
  expect(tally.totals.persons.left).toEqual({ 'shared-contact': 2 });
});

it.each([
  [{ api_key: 'k1' }, 'k1'],
  [{ api_key: '', API_KEY_VALUE: 'k1' }, 'k1'],
  // A key of digits has become a number on its way through Frigg.
  [{ api_key: 12_345 }, '12345'],
  [{ api_key: null }, undefined],
])('reads the key of Quo from %j', async (data, quoKey) => {
  const entities = [{ moduleName: 'quo', externalId: 'q', credential: { id: '1', authIsValid: true, data } }];
  const connector = { connector: 'acme', quoSource: 'acme', defaultType: 'Person' };
  expect((await readAccounts({ entities }, { connector, keys: createAesFriggKeys({}) })).quoKey).toBe(quoKey);
});
