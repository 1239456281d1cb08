import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAesFriggKeys, decryptFriggField, isEncryptedByFrigg } from './decrypt-field.ts';
import { gatherFriggPersons } from './gather-persons.ts';
import { readFriggWebhooks } from './read-webhooks.ts';

const MASTER = 'a-master-key-of-thirty-two-bytes';
const OTHER = 'another-key-of-thirty-two-bytes!';

function cipher(text: string, key: string): string {
  const iv = randomBytes(16);
  const made = createCipheriv('aes-256-ctr', Buffer.from(key), iv);
  return `${iv.toString('hex')}:${Buffer.concat([made.update(text, 'utf8'), made.final()]).toString('hex')}`;
}

/** As Frigg encrypts: a data key for each field, which travels with it under the master key. */
function encrypt(text: string, { keyId = 'main', master = MASTER } = {}): string {
  const dataKey = randomBytes(16).toString('hex');
  const wrapped = Buffer.from(cipher(dataKey, master)).toString('base64');
  return `${Buffer.from(keyId).toString('base64')}:${cipher(text, dataKey)}:${wrapped}`;
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
    'is left as it is when it is not encrypted: %j',
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

it('reads webhooks of each kind, from lists and from the single ids of older apps, each once', () => {
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

it('joins the rows of a person, and leaves those of calls and texts', () => {
  const rows = [
    { sourceId: '+14155550101', mapping: { externalId: '5', quoContactId: 'CT1', phoneNumber: '+14155550101', entityType: 'people' } },
    { sourceId: '+14155550102', mapping: { externalId: 5, phoneNumber: null, entityType: 'people' } },
    { sourceId: '5', mapping: { externalId: '5', entityType: 'people', syncMethod: 'webhook' } },
    { sourceId: '6', mapping: { externalId: '6' } },
    { sourceId: 'AC1', mapping: { noteId: 'n1', callId: 'AC1' } },
    { sourceId: 'AC2', mapping: { mapping: { zohoCallId: 'z1' } } },
    { sourceId: 'x', mapping: 'broken' },
  ];
  expect(gatherFriggPersons(rows, { objectTypes: { people: 'Person' }, defaultType: 'Person' })).toEqual({
    persons: [
      { objectType: 'Person', externalId: '5', quoContactId: 'CT1', phoneNumbers: ['+14155550101', '+14155550102'] },
      { objectType: 'Person', externalId: '6', quoContactId: null, phoneNumbers: [] },
    ],
    left: 2,
    unreadable: 1,
  });
});
