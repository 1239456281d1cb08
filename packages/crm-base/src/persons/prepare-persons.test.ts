import { silentLogger, type LogFields } from '@frigg-crm/core';
import { ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import type { QuoContact } from '@frigg-crm/quo';
import { describe, expect, it } from 'vitest';
import { createSyncSystem } from '../test-support/sync-system.ts';
import type { FakeIntegration, FakePerson } from '../test-support/fake-crm.ts';
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

describe('persons of a page that are transformed in one call', () => {
  const contactOf = ({ id, name }: FakePerson): QuoContact => ({
    externalId: id ?? '',
    defaultFields: { firstName: name, phoneNumbers: [], emails: [] },
  });
  const together = (transformPersonsToQuo: NonNullable<FakeIntegration['transformPersonsToQuo']>): Partial<FakeIntegration> => ({
    transformPersonsToQuo,
    transformPersonToQuo: () => {
      throw new Error('there is one call for all');
    },
  });

  it('are requested once each, without those who are deleted, unusable or on the page twice', async () => {
    const asked: string[][] = [];
    const { prepare } = setUp(
      together(async (people) => {
        asked.push(people.map(({ id }) => id ?? ''));
        return Promise.allSettled(people.map(async (each) => contactOf(each)));
      }),
    );
    const prepared = await prepare(
      person({ id: 'a' }),
      person({ id: 'b', deleted: true }),
      person({ id: 'a' }),
      person({ id: '' }),
      person({ id: 'c' }),
    );
    expect(asked).toEqual([['a', 'c']]);
    expect(prepared.map(({ kind }) => kind)).toEqual(['contact', 'deleted', 'skipped', 'failed', 'contact']);
    expect(prepared.map((each) => ('externalId' in each ? each.externalId : null))).toEqual(['a', 'b', null, null, 'c']);
  });

  it('are not requested where there are none', async () => {
    const { prepare } = setUp(together(async () => Promise.reject(new Error('nothing to do'))));
    expect(await prepare()).toEqual([]);
    expect(await prepare(person({ deleted: true }))).toMatchObject([{ kind: 'deleted' }]);
  });

  it('fail each for themselves', async () => {
    const { prepare } = setUp(
      together(async (people) =>
        Promise.allSettled(
          people.map(async (each) => (each.id === 'b' ? Promise.reject(new TypeError(`cannot read ${each.name}`)) : contactOf(each))),
        ),
      ),
    );
    const prepared = await prepare(person({ id: 'a' }), person({ id: 'b', name: 'Secret' }), person({ id: 'c' }));
    expect(prepared.map(({ kind }) => kind)).toEqual(['contact', 'failed', 'contact']);
    expect(JSON.stringify(prepared[1])).toContain('TRANSFORM_FAILED');
    expect(JSON.stringify(prepared[1])).not.toContain('Secret');
  });

  it('are all tried again when the lookup may succeed later, and stop the sync when the account is refused', async () => {
    const unavailable = new ApiUnavailableError({ api: 'Acme', operation: 'POST /companies', status: 503 });
    const later = setUp(together(async () => Promise.reject(unavailable)));
    expect(await later.prepare(person({ id: 'a' }), person({ id: 'b' }))).toEqual([
      { kind: 'retry', externalId: 'a', error: unavailable },
      { kind: 'retry', externalId: 'b', error: unavailable },
    ]);
    const refused = new ApiUnauthorizedError({ api: 'Acme', operation: 'POST /companies', status: 401 });
    await expect(setUp(together(async () => Promise.reject(refused))).prepare(person({}))).rejects.toBe(refused);
  });

  it('are a defect of the connector when there is not one result for each', async () => {
    const { prepare } = setUp(together(async () => []));
    expect(await prepare(person({}))).toMatchObject([{ kind: 'failed', entry: { code: 'CONNECTOR_CONTRACT_BROKEN' } }]);
  });
});
