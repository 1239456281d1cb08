import { FriggCrmError } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { createRandom } from '@frigg-crm/memory';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPersonChangesSystem, type PersonChangesSystem } from './test-support/person-changes-system.ts';

/** Something that happens in the CRM, and when its event comes. */
interface Happening {
  readonly id: 'p1' | 'p2';
  readonly kind: 'put' | 'remove';
  /** Milliseconds after the one before. */
  readonly afterMs: number;
  /** Milliseconds until its event comes, once or twice. */
  readonly eventsAfterMs: readonly number[];
}

const delay = fc.integer({ min: 0, max: 60 });
const happening = fc.record<Happening>({
  id: fc.constantFrom('p1', 'p2'),
  kind: fc.constantFrom('put', 'put', 'remove'),
  afterMs: delay,
  eventsAfterMs: fc.array(delay, { minLength: 1, maxLength: 2 }),
});

/** Every call takes its time, so that whatever can come in between does. */
function slowDown({ crm, quo, clock, mappings }: PersonChangesSystem, seed: number): void {
  const random = createRandom(seed);
  const pause = async (): Promise<void> => clock.sleep(random.integer(0, 40));
  crm.afterRead = pause;
  quo.beforeBatch = pause;
  quo.afterBatch = pause;
  const deleteOne = quo.deleteByExternalId.bind(quo);
  quo.deleteByExternalId = async (...args) => {
    await pause();
    await deleteOne(...args);
    await pause();
  };
  const { beginWrites, confirmWrites, remove } = mappings;
  mappings.beginWrites = async (request) => pause().then(async () => beginWrites(request));
  mappings.confirmWrites = async (request) => pause().then(async () => confirmWrites(request));
  mappings.remove = async (request) => pause().then(async () => remove(request));
}

async function play(
  system: PersonChangesSystem,
  happenings: readonly Happening[],
  dateOf: (nowMs: number) => string | undefined,
): Promise<void> {
  const { crm, clock } = system;
  const sent: Promise<void>[] = [];
  const notify = async (happened: Happening, eventId: string, afterMs: number): Promise<void> => {
    await clock.sleep(afterMs);
    for (;;) {
      try {
        await system.notify(happened.kind === 'remove' ? 'person-deleted' : 'person-changed', happened.id, eventId);
        return;
      } catch (error) {
        if (!FriggCrmError.is(error) || !error.retryable) throw error;
        await clock.sleep(1000);
      }
    }
  };
  for (const [index, happened] of happenings.entries()) {
    await clock.sleep(happened.afterMs);
    const updatedAt = dateOf(clock.now());
    if (happened.kind === 'remove') crm.remove(happened.id);
    else crm.put({ id: happened.id, name: `version ${index}`, phone: '+14155550101', ...(updatedAt !== undefined && { updatedAt }) });
    for (const afterMs of happened.eventsAfterMs) sent.push(notify(happened, `e${index}`, afterMs));
  }
  await Promise.all(sent);
  await clock.sleep(61_000);
  await system.check();
}

const dates: Readonly<Record<string, (nowMs: number) => string | undefined>> = {
  'to the millisecond': toIso,
  'to the second': (nowMs) => toIso(nowMs - (nowMs % 1000)),
  'not at all': () => undefined,
};

it.each(Object.entries(dates))(
  'comes to what the CRM has, in whatever order and however often its events are worked on at once (dated %s)',
  async (_how, dateOf) => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 8 }), fc.integer(), async (happenings, seed) => {
        const system = createPersonChangesSystem();
        slowDown(system, seed);
        await system.clock.runUntil(play(system, happenings, dateOf));
        const wanted = Object.fromEntries(system.crm.people.map(({ id, name }) => [id, name]));
        const held = [...system.quo.stored.values()].map(({ externalId, defaultFields }) => [externalId, defaultFields.firstName]);
        expect(Object.fromEntries(held)).toEqual(wanted);
        expect((await system.known()).mapped).toEqual(Object.keys(wanted).toSorted());
      }),
      { numRuns: 40 },
    );
  },
);
