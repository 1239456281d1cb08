import { describe, expect, it } from 'vitest';
import { MAX_DOCUMENT_LENGTH, assertStorableDocument } from './assert-storable-document.ts';
import type { StoredDocument } from './stored-document.ts';

const DOCUMENT: StoredDocument = {
  collection: 'inbox',
  integrationId: 'i1',
  id: 'd1',
  value: { name: 'Jane' },
  tags: ['failed'],
  dueAt: '2026-01-05T10:00:00.000Z',
  expiresAt: null,
  version: 0,
};

describe('a document', () => {
  it('can be stored up to the limits of every store', () => {
    const longest = { ...DOCUMENT, id: 'é'.repeat(256), tags: ['x'.repeat(512)], version: 2 ** 31 - 2 };
    expect(() => assertStorableDocument(longest)).not.toThrow();
    expect(() => assertStorableDocument({ ...DOCUMENT, value: { t: 'x'.repeat(MAX_DOCUMENT_LENGTH - 8) } })).not.toThrow();
    for (const dueAt of ['1000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])
      expect(() => assertStorableDocument({ ...DOCUMENT, dueAt })).not.toThrow();
  });

  it.each<[keyof StoredDocument, unknown, string]>([
    ['id', '', 'id is empty'],
    ['integrationId', 'é'.repeat(257), 'integrationId is longer than 512 bytes'],
    ['collection', 'Jane\u0000', 'collection holds a text with U+0000 or half a surrogate pair'],
    ['tags', ['Jane\uD83D'], 'tags holds a text with U+0000 or half a surrogate pair'],
    ['tags', ['fine', ''], 'tags is empty'],
    ['value', { name: Number.NaN }, 'value holds a number that JSON does not know'],
    ['value', ['Jane'], 'value is no JSON object'],
    ['value', null, 'value is no JSON object'],
    ['value', { t: 'x'.repeat(MAX_DOCUMENT_LENGTH - 7) }, `value is longer than ${MAX_DOCUMENT_LENGTH} characters`],
    ['dueAt', '2026-01-05', 'dueAt is not written as Date.prototype.toISOString does'],
    ['expiresAt', '+010000-01-01T00:00:00.000Z', 'expiresAt is not written as Date.prototype.toISOString does'],
    ['expiresAt', '0999-12-31T23:59:59.999Z', 'expiresAt is not written as Date.prototype.toISOString does'],
    ['version', -1, 'version is no whole number from 0 to 2147483646'],
    ['version', 2 ** 31 - 1, 'version is no whole number from 0 to 2147483646'],
  ])('is refused for good for its %s, which is named and not quoted', (field, value, why) => {
    const message = `A document cannot be stored: its ${why}`;
    expect(() => assertStorableDocument({ ...DOCUMENT, [field]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_DOCUMENT', retryable: false, message }) as Error,
    );
  });
});
