import type { UserAction } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { attio, type AttioFixture } from '../test-support/attio-under-test.ts';
import { toSandboxId } from '../sandbox/sandbox-ids.ts';

const ANA = { firstName: 'Ana', lastName: 'Ruiz', phone: '(415) 555-0132', email: 'ana@acme.test' };

function actionOf({ integration }: AttioFixture, event: string): UserAction {
  const action = integration.userActions.find((each) => each.event === event);
  if (action === undefined) throw new Error(`there is no action ${event}`);
  return action;
}

/** Runs an action with a validated input. */
async function run(fixture: AttioFixture, event: string, data: object = {}): Promise<unknown> {
  const { form, ...action } = actionOf(fixture, event);
  const requestedAt = new Date(fixture.clock.now()).toISOString();
  return fixture.clock.runUntil(action.run(form.parse(data), { requestedAt }));
}

describe('the actions of a connection to Attio', () => {
  it('list the objects of the workspace', async () => {
    expect(await run(attio.open(), 'GET_ATTIO_CUSTOM_OBJECTS')).toMatchObject({
      objects: expect.arrayContaining([{ slug: 'people', singularNoun: 'people', pluralNoun: 'people' }]) as unknown,
    });
  });

  it('create a person, and find it again when the response was lost', async () => {
    const fixture = attio.open({ people: 2 });
    const recordId = toSandboxId('person', 3);
    expect(await run(fixture, 'CREATE_ATTIO_RECORD', ANA)).toEqual({ recordId });
    expect(await fixture.client.people.get(recordId)).toMatchObject({
      firstName: 'Ana',
      phones: ['+14155550132'],
      emails: ['ana@acme.test'],
    });
    const requestedAt = new Date(fixture.clock.now()).toISOString();
    const action = actionOf(fixture, 'CREATE_ATTIO_RECORD');
    const find = async (input: Record<string, string>, since = requestedAt): Promise<unknown> =>
      fixture.clock.runUntil((async () => action.findResult?.(input, { requestedAt: since }))());
    expect(await find(ANA)).toEqual({ recordId });
    expect(await find({ ...ANA, phone: '+14155550199' })).toBeUndefined();
    expect(await find(ANA, new Date(fixture.clock.now() + 60_000).toISOString())).toBeUndefined();
  });

  it.each([
    [{ lastName: 'Ruiz' }, 'firstName'],
    [{ ...ANA, phone: 'call me' }, 'phone'],
    [{ ...ANA, email: 'ana' }, 'email'],
  ])('refuse %j for its field %s', (data, field) => {
    const { form } = actionOf(attio.open(), 'CREATE_ATTIO_RECORD');
    expect(form.safeParse(data).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('search records, and persons by name', async () => {
    const fixture = attio.open({ people: 2 });
    await run(fixture, 'CREATE_ATTIO_RECORD', ANA);
    const id = toSandboxId('person', 3);
    expect(await run(fixture, 'SEARCH_ATTIO_RECORDS', { term: 'ana ruiz' })).toEqual({
      records: [{ object: 'people', id, text: 'Ana Ruiz' }],
    });
    expect(await run(fixture, 'SEARCH_ATTIO_RECORDS', { term: 'ana ruiz', object: 'companies' })).toEqual({ records: [] });
    expect(await fixture.integration.searchPersonsByName('ruiz', { limit: 5 })).toEqual([{ objectType: 'people', externalId: id }]);
  });
});
