import type { CrmPersonRef, LoggedActivity } from '@frigg-crm/crm-base';
import { activityTargetCases } from '@frigg-crm/crm-base/testing';
import { expect } from 'vitest';
import type { ContractCase } from '@frigg-crm/crm-base/testing';
import { given, letTimePass, type InWorld, type MakeWorld, type World } from './suite-case.ts';
import type { CrmAbilities, CrmFaults } from './suite-options.ts';

const PHONE = '+14155550177';

/** An answered call or a text with a person. */
export function anActivity(kind: LoggedActivity['kind'], person: CrmPersonRef, changes: Partial<LoggedActivity> = {}): LoggedActivity {
  const isCall = kind === 'call';
  return {
    kind,
    sourceId: isCall ? 'AC1' : 'MS1',
    person,
    contactPhone: PHONE,
    direction: 'inbound',
    timestamp: '2026-01-05T09:58:30.000Z',
    durationSeconds: isCall ? 125 : null,
    isAnswered: isCall,
    quoUser: null,
    title: isCall ? 'Call from Ana Ruiz to Sales Line' : 'Message from Ana Ruiz to Sales Line',
    content: isCall ? 'Incoming answered by Ann Lee https://my.quo.com/AC1' : 'Received: See you at five https://my.quo.com/MS1',
    ...changes,
  };
}

/** Writes an activity by the method of its kind. */
export async function write({ integration }: Pick<World, 'integration'>, activity: LoggedActivity): Promise<string> {
  return activity.kind === 'call' ? integration.logCallToActivity(activity, {}) : integration.logSMSToActivity(activity, {});
}

/** What a connector does with calls and texts: `describeActivityTarget`, and what lost answers, lengths and crowds add. */
export function activityCases(inWorld: InWorld, make: MakeWorld, { can, canRemove }: ActivityFacts): readonly ContractCase[] {
  const { searchByPhone = true, findLogged = true } = can;
  const kinds = ['call', 'message'] as const;
  return [
    ...contract(make, searchByPhone),
    ...kinds.flatMap((kind) => [...lost(inWorld, kind, findLogged), ...shapes(inWorld, kind)]),
    ...(canRemove ? kinds.map((kind) => ofGonePerson(inWorld, kind)) : []),
    ...(searchByPhone ? crowds(inWorld) : []),
    ...(searchByPhone && canRemove ? [searchesGonePerson(inWorld)] : []),
  ];
}

interface ActivityFacts {
  readonly can: CrmAbilities;
  readonly canRemove: boolean;
}

/** @returns the demands of `describeActivityTarget`, with these faults. */
export function contract(make: MakeWorld, searchable: boolean, faults?: CrmFaults): readonly ContractCase[] {
  const open = async (): Promise<World & { readonly end: () => Promise<void> }> => {
    const world = await make({ people: 0, faults });
    return { ...world, end: letTimePass(world.clock) };
  };
  const cases = activityTargetCases({
    searchable,
    async make() {
      const { integration, crm, end } = await open();
      return {
        target: integration,
        addPerson: (phones) => given(crm.add)({ phones }),
        textsOf: (person) => given(crm.activities).textsOf(person),
        deleteInCrm: async (id, activity) => given(crm.activities).remove(id, activity),
        close: end,
      };
    },
  });
  return cases.map(({ title, run }) => ({ title: faults === undefined ? title : `with faults: ${title}`, run }));
}

function lost(inWorld: InWorld, kind: LoggedActivity['kind'], findLogged: boolean): readonly ContractCase[] {
  const losing = (title: string, use: (world: World, activity: LoggedActivity) => Promise<void>): ContractCase => ({
    title,
    run: inWorld({ people: 0 }, async (world) => use(world, anActivity(kind, given(world.crm.add)({ phones: [PHONE] })))),
  });
  return [
    losing(
      findLogged ? `finds a ${kind} again whose answer was lost, so that it is there once` : `says that it cannot find a ${kind} again`,
      async (world, activity) => {
        let isLost = false;
        world.opened.intercept = async (request) => {
          if (isLost || request.method === 'GET' || /(search|query)/.test(request.url)) return undefined;
          isLost = true;
          await world.opened.sandbox.fetch(request);
          return new Response('<html>Bad Gateway</html>', { status: 502, headers: { 'content-type': 'text/html' } });
        };
        await write(world, activity).catch(() => undefined);
        const found = await world.integration.findLoggedActivity(activity, {});
        if (!findLogged) return expect(found).toBeUndefined();
        expect(found).toMatch(/./);
        expect(given(world.crm.activities).textsOf(activity.person)).toHaveLength(1);
      },
    ),
    losing(`takes another ${kind} of the same minute for no other`, async (world, activity) => {
      await write(world, activity);
      const other = { ...activity, sourceId: 'AC99', content: activity.content.replaceAll(/(AC|MS)1/g, 'AC99') };
      expect(await world.integration.findLoggedActivity(other, {})).toBeUndefined();
    }),
  ];
}

function shapes(inWorld: InWorld, kind: LoggedActivity['kind']): readonly ContractCase[] {
  const title = '📞 <b>Ana</b> “Ruiz”\n→ Sales\u0000 & Support';
  return [
    {
      title: `writes a ${kind} whose title has lines, emoji and marks of HTML`,
      run: inWorld({ people: 0 }, async (world) => {
        const person = given(world.crm.add)({ phones: [PHONE] });
        expect(await write(world, anActivity(kind, person, { title }))).toMatch(/./);
        expect(given(world.crm.activities).textsOf(person)).toHaveLength(1);
      }),
    },
    {
      title: `writes a ${kind} of 100,000 letters, cut to what its CRM takes`,
      run: inWorld({ people: 0 }, async (world) => {
        const person = given(world.crm.add)({ phones: [PHONE] });
        const content = `Received: ${'See you at five 🎈 '.repeat(6000)}`;
        expect(await write(world, anActivity(kind, person, { content }))).toMatch(/./);
        expect(given(world.crm.activities).textsOf(person)[0]).toContain('See you at five');
      }),
    },
  ];
}

function crowds(inWorld: InWorld): readonly ContractCase[] {
  const alike = Array.from({ length: 12 }, (_, index) => `+1${212 + index}5550177`);
  return [
    {
      title: 'takes none of a dozen persons for the one that is searched whose numbers end alike',
      run: inWorld({ people: 0 }, async ({ integration, crm }) => {
        for (const phone of alike) given(crm.add)({ phones: [phone] });
        expect(await integration.findPersonsByPhone(PHONE, {})).toEqual([]);
      }),
    },
    {
      title: 'finds persons who share a number, the same ones in the same order each time',
      run: inWorld({ people: 0 }, async ({ integration, crm }) => {
        const both = [given(crm.add)({ phones: [PHONE] }), given(crm.add)({ phones: ['(415) 555-0177'] })];
        const found = await integration.findPersonsByPhone(PHONE, {});
        expect(found).not.toEqual([]);
        expect(both).toEqual(expect.arrayContaining([...found]));
        expect(await integration.findPersonsByPhone(PHONE, {})).toEqual(found);
      }),
    },
    {
      title: 'fails where the search fails, rather than finding no one',
      run: inWorld({ people: 0 }, async ({ integration, opened }) => {
        opened.intercept = () => new Response('{}', { status: 503 });
        await expect(integration.findPersonsByPhone(PHONE, {})).rejects.toMatchObject({ retryable: true });
      }),
    },
  ];
}

function ofGonePerson(inWorld: InWorld, kind: LoggedActivity['kind']): ContractCase {
  return {
    title: `fails for a ${kind} of a person who is gone for that one alone, if it fails`,
    run: inWorld({ people: 0 }, async (world) => {
      const { crm } = world;
      const gone = given(crm.add)({ phones: [PHONE] });
      const other = given(crm.add)({ phones: ['+14155550178'] });
      crm.remove?.(gone.externalId);
      const outcome: unknown = await write(world, anActivity(kind, gone)).catch((error: unknown) => error);
      // Some CRMs file it under a person who is gone; one that refuses it refuses nothing else.
      if (outcome instanceof Error) expect(outcome).toMatchObject({ retryable: false });
      expect(await write(world, anActivity(kind, other))).toMatch(/./);
    }),
  };
}

function searchesGonePerson(inWorld: InWorld): ContractCase {
  return {
    title: 'finds no deleted person by phone',
    run: inWorld({ people: 0 }, async ({ integration, crm }) => {
      const { externalId } = given(crm.add)({ phones: [PHONE] });
      crm.remove?.(externalId);
      expect(await integration.findPersonsByPhone(PHONE, {})).toEqual([]);
    }),
  };
}
