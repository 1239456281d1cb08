import { toIso } from '@frigg-crm/core/adapter';
import type { JsonValue } from '@frigg-crm/core';
import { firstScope, idsOf, listPersons } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import type { InWorld, World } from './suite-case.ts';
import type { CrmAbilities } from './suite-options.ts';

/** So far apart that a CRM which keeps whole seconds distinguishes two changes. */
const APART_MS = 5000;

/** What a connector says of changes and deletions, beyond `describeCrmConnector`. */
export function changeCases(
  inWorld: InWorld,
  { listDeleted = true, sayWhenChanged = true }: CrmAbilities,
  canRemove: boolean,
): readonly ContractCase[] {
  return [...times(inWorld, sayWhenChanged), ...sinceCases(inWorld), ...(canRemove ? removals(inWorld, listDeleted) : [])];
}

function times(inWorld: InWorld, sayWhenChanged: boolean): readonly ContractCase[] {
  if (!sayWhenChanged)
    return [
      {
        title: 'says of no person when it changed, as its CRM does not say',
        run: inWorld({ people: 5 }, async ({ integration }) => {
          for (const person of await listPersons(integration, { limit: 5 })) expect(integration.personModifiedAt(person)).toBeUndefined();
        }),
      },
    ];
  return [
    {
      title: 'says of each person when it changed, as a time of the past',
      run: inWorld({ people: 5 }, async ({ integration, clock }) => {
        for (const person of await listPersons(integration, { limit: 5 })) {
          const at = integration.personModifiedAt(person) ?? '';
          expect(at).toMatch(/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/);
          expect(Date.parse(at)).toBeLessThanOrEqual(clock.now());
        }
      }),
    },
    {
      title: 'says a later time after a change',
      run: inWorld({ people: 5 }, async (world) => {
        const [, changed = ''] = world.crm.externalIds();
        const before = await modifiedAtMs(world, changed);
        await world.clock.sleep(APART_MS);
        world.crm.change(changed);
        expect(await modifiedAtMs(world, changed)).toBeGreaterThan(before);
      }),
    },
  ];
}

function sinceCases(inWorld: InWorld): readonly ContractCase[] {
  return [
    {
      title: 'lists no one where no one has changed since',
      run: inWorld({ people: 5 }, async ({ integration, clock }) => {
        await clock.sleep(APART_MS);
        const listed = await listPersons(integration, { limit: 5, modifiedSince: toIso(clock.now()) });
        expect(listed).toHaveLength(integration.config.syncConfig.supportsModifiedSince ? 0 : 5);
      }),
    },
    {
      title: 'lists all who changed since over several pages, each once',
      run: inWorld({ people: 30 }, async ({ integration, clock, crm }) => {
        await clock.sleep(APART_MS);
        const modifiedSince = toIso(clock.now());
        const changed = crm.externalIds().filter((_, index) => index % 2 === 0);
        for (const id of changed) crm.change(id);
        const ids = idsOf(integration, await listPersons(integration, { limit: 5, modifiedSince }));
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...changed]));
        if (integration.config.syncConfig.supportsModifiedSince) expect(ids).toHaveLength(changed.length);
      }),
    },
    {
      title: 'loses no one to a time with parts of a second',
      run: inWorld({ people: 5 }, async ({ integration, clock, crm }) => {
        await clock.sleep(APART_MS);
        const [changed = ''] = crm.externalIds();
        crm.change(changed);
        const ids = idsOf(integration, await listPersons(integration, { limit: 5, modifiedSince: toIso(clock.now() - 1) }));
        expect(ids).toContain(changed);
      }),
    },
  ];
}

function removals(inWorld: InWorld, listDeleted: boolean): readonly ContractCase[] {
  const removing = (title: string, use: (world: World, removed: string) => Promise<void>): ContractCase => ({
    title,
    run: inWorld({ people: 12 }, async (world) => {
      const removed = world.crm.externalIds()[3] ?? '';
      await world.clock.sleep(APART_MS);
      world.crm.remove?.(removed);
      await use(world, removed);
    }),
  });
  return [
    removing('lists a deleted person in a full walk at most as deleted', async ({ integration }, removed) => {
      const scope = firstScope(integration);
      const listed = await listPersons(integration, { limit: 5 });
      const living = listed.filter((person) => !integration.isPersonDeleted(person));
      expect(living.map((person) => integration.personExternalId(person, scope))).not.toContain(removed);
      expect(living).toHaveLength(11);
    }),
    removing('finds no deleted person by its id', async ({ integration }, removed) => {
      const scope = firstScope(integration);
      const found = (await integration.fetchPersonsByIds([removed], scope)) as readonly JsonValue[];
      expect(found.filter((person) => !integration.isPersonDeleted(person))).toEqual([]);
      const one = (await integration.fetchPersonById(removed, scope)) as JsonValue | undefined;
      expect(one === undefined || integration.isPersonDeleted(one)).toBe(true);
    }),
    listDeleted
      ? removing('lists who was deleted at the very moment of modifiedSince as deleted', async ({ integration, clock }, removed) => {
          const listed = await listPersons(integration, { limit: 5, modifiedSince: toIso(clock.now()) });
          const deleted = listed.filter((person) => integration.isPersonDeleted(person));
          expect(idsOf(integration, deleted)).toEqual([removed]);
        })
      : removing('lists no one as deleted, as its CRM does not: the next full sync finds out', async ({ integration, clock }) => {
          const since = toIso(clock.now() - APART_MS);
          const listed = [
            await listPersons(integration, { limit: 5 }),
            await listPersons(integration, { limit: 5, modifiedSince: since }),
          ].flat();
          expect(listed.filter((person) => integration.isPersonDeleted(person))).toEqual([]);
        }),
  ];
}

async function modifiedAtMs({ integration }: World, externalId: string): Promise<number> {
  const listed = await listPersons(integration, { limit: 5 });
  const person = listed.find((each) => integration.personExternalId(each, firstScope(integration)) === externalId);
  if (person === undefined) throw new Error('the person is not listed');
  return Date.parse(integration.personModifiedAt(person) ?? '');
}
