import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { ChangeFeed } from './change-feed.ts';

it('polls for commits of other programs five times a second, and only while there are subscribers', async () => {
  const clock = createVirtualClock();
  let [version, polls] = [1, 0];
  const feed = new ChangeFeed({
    clock,
    dataVersion: () => {
      polls += 1;
      return version;
    },
  });
  await clock.advance(10_000);
  expect(polls).toBe(0);
  const heard: (string | number | undefined)[] = [];
  const unsubscribe = [feed.subscribe('a', (count) => heard.push('a', count)), feed.subscribe('b', (count) => heard.push('b', count))];
  await clock.advance(10_000);
  expect([polls, heard]).toEqual([51, []]);
  version = 2;
  await clock.advance(200);
  expect(heard).toEqual(['a', undefined, 'b', undefined]);
  feed.announce('b', 3);
  expect(heard.slice(4)).toEqual(['b', 3]);
  for (const end of unsubscribe) end();
  version = 3;
  await clock.advance(10_000);
  expect([polls, heard.length, clock.sleeping]).toEqual([52, 6, 0]);
});

it('notifies the subscribers when the file cannot be read any more', async () => {
  const clock = createVirtualClock();
  let isReadable = true;
  const feed = new ChangeFeed({
    clock,
    dataVersion: () => {
      if (!isReadable) throw new Error('disk I/O error');
      return 1;
    },
  });
  let notified = 0;
  const unsubscribe = feed.subscribe('a', () => (notified += 1));
  isReadable = false;
  await clock.advance(1000);
  expect(notified).toBe(1);
  unsubscribe();
});

it('notifies the subscribers when the database is closed', async () => {
  const clock = createVirtualClock();
  const feed = new ChangeFeed({ clock, dataVersion: () => 1 });
  let notified = 0;
  feed.subscribe('a', () => (notified += 1));
  feed.close();
  expect([notified, clock.sleeping]).toEqual([1, 0]);
});
