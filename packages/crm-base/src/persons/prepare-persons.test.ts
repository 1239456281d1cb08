import { silentLogger, type LogFields } from '@frigg-crm/core';
import type { QuoContact } from '@frigg-crm/quo';
import { describe, expect, it } from 'vitest';
import { createSyncSystem } from '../test-support/sync-system.ts';
import type { FakeIntegration } from '../test-support/fake-crm.ts';
import { preparePersons, type PreparedContact } from './prepare-persons.ts';

const SCOPE = { objectType: 'Person' };

function setUp(overrides: Partial<FakeIntegration> = {}) {
  const lines: LogFields[] = [];
  const logger = { ...silentLogger, warn: (fields: LogFields) => void lines.push(fields) };
  const integration = Object.assign(createSyncSystem().integration, overrides);
  return { lines, prepare: async (...persons: object[]) => preparePersons({ integration, logger }, persons as never, SCOPE) };
}

const person = (fields: object) => ({ id: 'p1', name: 'Ana', phone: '+14155550132', ...fields });

function mapTo(defaultFields: Partial<QuoContact['defaultFields']>): Partial<FakeIntegration> {
  const fields = { firstName: 'Ana', phoneNumbers: [], emails: [], ...defaultFields };
  return { transformPersonToQuo: () => ({ externalId: 'p1', defaultFields: fields }) };
}

async function contactOf(defaultFields: Partial<QuoContact['defaultFields']>): Promise<QuoContact['defaultFields']> {
  const [prepared] = await setUp(mapTo(defaultFields)).prepare(person({}));
  return (prepared as PreparedContact).contact.defaultFields;
}

describe('preparing persons', () => {
  it('F23: calls a person Unknown of whose name nothing can be seen', async () => {
    expect(await contactOf({ firstName: '\u200B', lastName: '\u202D \u202C' })).toMatchObject({ firstName: 'Unknown', lastName: null });
    expect(await contactOf({ firstName: '\uFEFF', lastName: 'Lee' })).toMatchObject({ firstName: null, lastName: 'Lee' });
    expect(await contactOf({ firstName: null })).toMatchObject({ firstName: null });
    expect(await contactOf({ firstName: '👩‍🚀 Zoë' })).toMatchObject({ firstName: '👩‍🚀 Zoë' });
  });

  it('F23: lets neither U+0000 nor half a surrogate pair out, nor invisible marks in numbers', async () => {
    const fields = {
      firstName: 'A\u0000na',
      company: 'Ac\uD83Dme',
      phoneNumbers: [{ name: 'Wo\u0000rk', value: '\u202D+14155550132\u202C' }],
    };
    expect(await contactOf(fields)).toEqual({
      firstName: 'A\uFFFDna',
      company: 'Ac\uFFFDme',
      phoneNumbers: [{ name: 'Wo\uFFFDrk', value: '+14155550132' }],
      emails: [],
    });
  });

  it.each([
    ['with U+0000', 'p\u0000'],
    ['with half a surrogate pair', 'p\uD83D'],
    ['of 6 KB', 'p'.repeat(6000)],
    ['of 513 bytes', 'é'.repeat(256) + 'x'],
  ])('F14: a record with an id %s fails alone', async (_case, id) => {
    const prepared = await setUp().prepare(person({ id }), person({}));
    expect(prepared).toMatchObject([
      { kind: 'failed', entry: { code: 'PERSON_ID_UNUSABLE' } },
      { kind: 'contact', externalId: 'p1' },
    ]);
    expect(JSON.stringify(prepared[0])).not.toContain('ppp');
  });

  it.each([
    ['+010000-01-01T00:00:00.000Z', null],
    ['-000001-01-01T00:00:00.000Z', null],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['no time', null],
    ['2026-01-05 10:00:00', '2026-01-05T10:00:00.000Z'],
    ['2026-01-05T10:00', '2026-01-05T10:00:00.000Z'],
    ['Jan 5, 2026 10:00', '2026-01-05T10:00:00.000Z'],
    ['2026-01-05T10:00:00+02:00', '2026-01-05T08:00:00.000Z'],
    ['2026-01-05', '2026-01-05T00:00:00.000Z'],
  ])('F14: reads the time %j as %j in whatever zone this machine is', async (updatedAt, expected) => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/Los_Angeles';
    try {
      expect(await setUp().prepare(person({ updatedAt }))).toMatchObject([{ kind: 'contact', sourceModifiedAt: expected }]);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('F42: logs where a mapping threw, with the name of the error and without its message', async () => {
    const transformPersonToQuo = (): never => {
      throw new TypeError('Ana Lee\n    at +14155550132:1:1 has no phone');
    };
    const { lines, prepare } = setUp({ transformPersonToQuo });
    expect(await prepare(person({}))).toMatchObject([{ kind: 'failed', entry: { code: 'TRANSFORM_FAILED', externalId: 'p1' } }]);
    expect(lines).toMatchObject([{ objectType: 'Person', externalId: 'p1', errorName: 'TypeError' }]);
    expect(lines[0]?.['stack']).toMatch(/prepare-persons\.test\.ts:\d+:\d+/);
    expect(JSON.stringify(lines)).not.toMatch(/Lee|4155550132/);
  });
});
