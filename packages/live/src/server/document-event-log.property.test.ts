import { openMemoryStore } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import type { DocumentStore } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDocumentEventLog } from './document-event-log.ts';
import { createEventRecorder } from './event-recorder.ts';

/** Fails calls, before or after they have taken effect, as the numbers say. */
function unreliable(documents: DocumentStore, faults: readonly number[]): DocumentStore {
  let call = 0;
  const wrap =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const fault = faults[call++ % Math.max(1, faults.length)];
      if (fault === 1) throw new Error('before');
      const result = await work(...args);
      if (fault === 2) throw new Error('after');
      return result;
    };
  return { ...documents, insert: wrap(documents.insert.bind(documents)), save: wrap(documents.save.bind(documents)) };
}

const faults = fc.array(fc.constantFrom(0, 0, 0, 1, 2), { maxLength: 30 });

it('keeps what was appended without a gap, in one order, whichever programs crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(faults, { minLength: 1, maxLength: 4 }), async (programs) => {
      const clock = createVirtualClock();
      const { documents } = openMemoryStore({ clock });
      const acknowledged: string[] = [];
      await Promise.all(
        programs.map(async (broken, program) => {
          const log = createDocumentEventLog({ documents: unreliable(documents, broken), clock });
          for (let count = 0; count < 8; count += 1) {
            const types = [`${program}-${count}`, `${program}-${count}b`].slice(0, 1 + (count % 2));
            const last = await log
              .append(
                'i1',
                types.map((type) => ({ type, data: {} })),
              )
              .catch(() => undefined);
            if (last !== undefined) acknowledged.push(...types);
          }
        }),
      );
      const log = createDocumentEventLog({ documents, clock });
      const { events, first, last } = await log.read({ integrationId: 'i1', after: 0, limit: 1000 });
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      expect(last === 0 ? 1 : first).toBe(1);
      expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(acknowledged));
      const middle = Math.floor(last / 2);
      const rest = await log.read({ integrationId: 'i1', after: middle, limit: 1000 });
      expect(rest.events).toEqual(events.slice(middle));
    }),
    { numRuns: 30 },
  );
});

it('forgets events after a week, and says where it begins', async () => {
  const clock = createVirtualClock();
  const { documents } = openMemoryStore({ clock });
  const log = createDocumentEventLog({ documents, clock, keptMs: 1000 });
  await log.append('i1', [{ type: 'a', data: {} }]);
  await clock.advance(600);
  await log.append('i1', [{ type: 'b', data: {} }]);
  await log.append('i1', [{ type: 'c', data: {} }]);
  await clock.advance(600);
  expect(await log.read({ integrationId: 'i1', limit: 10 })).toMatchObject({ events: [], first: 2, last: 3 });
  expect(await log.read({ integrationId: 'i1', after: 1, limit: 1 })).toMatchObject({ events: [{ seq: 2, type: 'b' }], last: 3 });
  expect(await log.read({ integrationId: 'i2', after: 7, limit: 1 })).toEqual({ events: [], first: 1, last: 0 });
});

it('records in batches and in order, also while the store fails for a moment', async () => {
  const clock = createVirtualClock();
  const { documents } = openMemoryStore({ clock });
  const log = createDocumentEventLog({ documents: unreliable(documents, [1, 1, 0, 0, 0, 0, 0, 0]), clock });
  const announced: string[] = [];
  const recorder = createEventRecorder({ log, clock, onAppended: (integrationId) => announced.push(integrationId) });
  for (let count = 0; count < 120; count += 1) recorder.record('i1', { type: String(count), data: {} });
  await clock.runUntil(recorder.flush());
  const { events } = await log.read({ integrationId: 'i1', after: 0, limit: 1000 });
  expect(events.map(({ type }) => type)).toEqual(Array.from({ length: 120 }, (_, count) => String(count)));
  expect(announced.length).toBeLessThan(6);
});
