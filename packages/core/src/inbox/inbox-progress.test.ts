import { expect, it } from 'vitest';
import { toIso } from '../domain/process/timing.ts';
import { createStillClock } from '../test-support/still-clock.ts';
import { Inbox } from './inbox.ts';
import { createSteppedDocuments } from './test-support/stepped-documents.ts';

it('an inbox says how far the work on an entry is, and remembers what needs none', async () => {
  const clock = createStillClock();
  const inbox = new Inbox({ documents: createSteppedDocuments(), clock });
  const [now, key] = [toIso(clock.now()), { integrationId: 'i1', id: 'event-1' }];
  const anEntry = (id: string) => ({ ...key, id, connector: 'zoho', kind: 'CALL', data: {}, dueAt: now });
  const claim = { ...key, claimId: 'a', ttlMs: 60_000 };
  await inbox.accept([anEntry('event-1')]);
  await inbox.remember([anEntry('event-1'), anEntry('event-2')]);
  expect(await inbox.progressOf(key)).toBe('waiting');
  await inbox.claim(claim);
  expect(await inbox.progressOf(key)).toBe('taken');
  await inbox.postpone({ ...claim, dueAt: now, code: 'AWAY' });
  expect(await inbox.progressOf(key)).toBe('waiting');
  await inbox.claim(claim);
  await inbox.done(claim);
  expect(await inbox.progressOf(key)).toBe('settled');
  expect(await inbox.accept([anEntry('event-2')])).toEqual([]);
  expect(await inbox.progressOf({ ...key, id: 'event-2' })).toBe('settled');
  expect(await inbox.progressOf({ ...key, id: 'event-3' })).toBe('unknown');
});
