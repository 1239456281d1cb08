import { toProcessProgress } from '@frigg-crm/core';
import type { ProgressChange } from '@frigg-crm/core/adapter';
import { aProcess, createFastClock } from '@frigg-crm/testing';
import pg from 'pg';
import { afterEach, expect, inject, it } from 'vitest';
import { createPostgresProgressFeed, type PostgresProgressFeed } from './postgres-progress-feed.ts';

const opened: PostgresProgressFeed[] = [];

/** A program that publishes, and notes what it hears. */
interface Program {
  readonly feed: PostgresProgressFeed;
  readonly heard: ProgressChange[];
  until(isReached: (heard: readonly ProgressChange[]) => boolean): Promise<void>;
}

function boot(channel: string, connectionString: string = inject('postgresUrl')): Program {
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString, application_name: channel });
    await client.connect();
    return client;
  };
  const feed = createPostgresProgressFeed({ connect, channel, clock: createFastClock({ speed: 20 }) });
  opened.push(feed);
  const heard: ProgressChange[] = [];
  const checks = new Set<() => void>();
  feed.subscribe((change) => {
    heard.push(change);
    for (const check of checks) check();
  });
  return {
    feed,
    heard,
    until: async (isReached) =>
      new Promise((resolve) => {
        const check = (): void => (isReached(heard) ? resolve() : undefined);
        checks.add(check);
        check();
      }),
  };
}

const isConnected = (heard: readonly ProgressChange[]): boolean => heard.some(({ kind }) => kind === 'gap');

afterEach(async () => {
  await Promise.all(opened.splice(0).map(async (feed) => feed.close()));
});

it('reports what is published to all programs, with its state', async () => {
  const [one, other] = [boot('feed_all'), boot('feed_all')];
  await Promise.all([one.until(isConnected), other.until(isConnected)]);
  const progress = toProcessProgress(aProcess());
  one.feed.publish(progress);
  const expected = { kind: 'progress', progress: JSON.parse(JSON.stringify(progress)) as unknown };
  for (const { heard, until } of [one, other]) {
    await until((changes) => changes.length >= 3);
    expect(heard).toEqual([{ kind: 'lost' }, { kind: 'gap' }, expected]);
  }
});

it('names a process whose state does not fit into a notification', async () => {
  const { feed, heard, until } = boot('feed_large');
  await until(isConnected);
  feed.publish({ ...toProcessProgress(aProcess()), waiting: { code: 'X', message: 'ü'.repeat(5000) } });
  await until((changes) => changes.length >= 3);
  expect(heard.at(-1)).toEqual({ kind: 'moved', processIds: [aProcess().id] });
});

it('sends the newest state where many are published at once', async () => {
  const { feed, heard, until } = boot('feed_burst');
  await until(isConnected);
  const progress = toProcessProgress(aProcess());
  for (let version = 1; version <= 500; version += 1) feed.publish({ ...progress, version });
  const isNewest = (change: ProgressChange | undefined): boolean => change?.kind === 'progress' && change.progress.version === 500;
  await until((changes) => isNewest(changes.at(-1)));
  expect(heard.length).toBeLessThan(100);
});

it('reports an interruption, connects again, and reports that something may have been missed', async () => {
  const { until, feed, heard } = boot('feed_cut');
  await until(isConnected);
  const admin = new pg.Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'feed_cut'");
  await admin.end();
  await until((changes) => changes.filter(({ kind }) => kind === 'gap').length === 2);
  expect(heard.map(({ kind }) => kind)).toEqual(['lost', 'gap', 'lost', 'gap']);
  feed.publish(toProcessProgress(aProcess()));
  await until((changes) => changes.at(-1)?.kind === 'progress');
});

it('keeps trying while the server is away, and can be closed meanwhile', async () => {
  const { feed, heard } = boot('feed_away', 'postgres://127.0.0.1:1/none');
  feed.publish(toProcessProgress(aProcess()));
  await feed.close();
  expect(heard).toEqual([{ kind: 'lost' }]);
});

it('leaves to the next reading of the store what it does not understand', async () => {
  const { heard, until } = boot('feed_foreign');
  await until(isConnected);
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  for (const payload of ['', '{', 'null', '[]', '{"progress":{"processId":"p9","version":3}}'])
    await client.query('select pg_notify($1, $2)', ['feed_foreign', payload]);
  await client.end();
  await until((changes) => changes.length >= 3);
  expect(heard.slice(2)).toEqual([{ kind: 'moved', processIds: ['p9'] }]);
});
