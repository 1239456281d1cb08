import { silentLogger, systemClock, toProcessId, type Clock, type Logger } from '@frigg-crm/core';
import type { ProgressChange } from '@frigg-crm/core/adapter';
import { aProcess, describeProgressFeed, type ProgressFeedUnderTest } from '@frigg-crm/testing';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMongoDocumentStore } from '../document-store/mongo-document-store.ts';
import { createMongoProcessRepository } from '../process-repository/mongo-process-repository.ts';
import { plantFailure } from '../test-support/plant-failure.ts';
import { startSilentProxy } from '../test-support/silent-proxy.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { createMongoProgressFeed, type MongoProgressFeed } from './mongo-progress-feed.ts';

const HEADS = 'heads';

let replicaSet: WireServer;
let single: WireServer;
let databases = 0;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [replicaSet, single] = await Promise.all([startWireServer({ deviations: { changeStreams: true } }), startWireServer()]);
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(async () => Promise.all([replicaSet.stop(), single.stop()]));

function urlOf(port: number, database = `feed_${(databases += 1)}`): string {
  return `mongodb://127.0.0.1:${port}/${database}`;
}

function connect(port: number, database?: string): MongoClient {
  return new MongoClient(urlOf(port, database), { serverSelectionTimeoutMS: 500 });
}

/** A server that says nothing is one for so long, in milliseconds: longer than any other wait. */
const SILENT_MS = 5000;

/** A clock on which five seconds are over when `silence` resolves, and other waits soon. */
function createClock(silence: Promise<unknown>): Clock {
  const sleep: Clock['sleep'] = async (ms, options) => {
    if (ms === SILENT_MS) await Promise.race([silence, systemClock.sleep(600_000, options)]);
    else await systemClock.sleep(ms / 20, options);
  };
  return { ...systemClock, now: () => systemClock.now(), sleep };
}

interface WatchOptions {
  readonly logger?: Logger;
  readonly collections?: { readonly processes?: string };
  readonly silence?: Promise<unknown>;
}

const never = new Promise<never>(() => {});

/** A feed that notes what it reports. */
function watch(client: MongoClient, { logger = silentLogger, collections = {}, silence = never }: WatchOptions = {}) {
  const clock = createClock(silence);
  const feed: MongoProgressFeed = createMongoProgressFeed({ db: client.db(), eventHeads: HEADS, awaitMs: 50, clock, logger, collections });
  opened.push(feed, client);
  const heard: ProgressChange[] = [];
  const checks = new Set<() => void>();
  feed.subscribe((change) => {
    heard.push(change);
    for (const check of checks) check();
  });
  const until = async (isReached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => (isReached() ? resolve() : undefined);
      checks.add(check);
      check();
    });
  const untilKinds = async (...kinds: readonly string[]): Promise<void> =>
    until(() => heard.map(({ kind }) => kind).join() === kinds.join());
  return { feed, heard, until, untilKinds };
}

async function openUnderTest(): Promise<ProgressFeedUnderTest> {
  const watching = connect(replicaSet.port);
  const working = connect(replicaSet.port, watching.db().databaseName);
  const feed = createMongoProgressFeed({ db: watching.db(), eventHeads: HEADS, awaitMs: 50 });
  const processes = createMongoProcessRepository({ db: working.db() });
  const documents = createMongoDocumentStore({ db: working.db() });
  const terms = { value: {}, tags: [], dueAt: null, expiresAt: null, version: 0 };
  return {
    feed,
    save: async (process) => processes.create(process),
    async appendEvent(integrationId) {
      await documents.insert([
        { collection: 'headstones', integrationId: 'other', id: 'head', ...terms },
        { collection: HEADS, integrationId, id: 'head', ...terms },
      ]);
    },
    interrupt: async () => plantFailure(urlOf(replicaSet.port), { failCommands: ['getMore'], closeConnection: true }),
    async close() {
      await feed.close();
      await Promise.all([watching.close(), working.close()]);
    },
  };
}

describeProgressFeed('over a change stream', { open: openUnderTest });

describe('a change stream', () => {
  it('that cannot be resumed is opened anew, and a gap reported', async () => {
    const client = connect(replicaSet.port);
    const { untilKinds } = watch(client);
    await untilKinds('lost', 'gap');
    // ChangeStreamHistoryLost: the interruption was longer than the server remembers.
    await plantFailure(urlOf(replicaSet.port), { failCommands: ['getMore'], errorCode: 286 });
    await untilKinds('lost', 'gap', 'lost', 'gap');
  });

  it('names a process that was deleted, and says nothing of other collections', async () => {
    const client = connect(replicaSet.port);
    const { heard, until, untilKinds } = watch(client, { collections: { processes: 'mine' } });
    await untilKinds('lost', 'gap');
    await createMongoProcessRepository({ db: client.db() }).create(aProcess({ id: toProcessId('elsewhere') }));
    const mine = createMongoProcessRepository({ db: client.db(), collectionName: 'mine' });
    await mine.create(aProcess());
    await until(() => heard.length === 3);
    await mine.deleteById(aProcess().id);
    await until(() => heard.length === 4);
    const moved = { kind: 'moved', processIds: [aProcess().id] };
    expect(heard).toEqual([{ kind: 'lost' }, { kind: 'gap' }, moved, moved]);
  });

  it('on a connection that has gone silent counts as lost until it answers again', async () => {
    const proxy = await startSilentProxy(replicaSet.port);
    const client = new MongoClient(urlOf(proxy.port), { socketTimeoutMS: 300, serverSelectionTimeoutMS: 500 });
    let fallSilent = (): void => undefined;
    const silence = new Promise<void>((resolve) => (fallSilent = resolve));
    const { untilKinds } = watch(client, { silence });
    opened.push({ close: proxy.stop });
    await untilKinds('lost', 'gap');
    proxy.silence();
    fallSilent();
    await untilKinds('lost', 'gap', 'lost');
    proxy.restore();
    await untilKinds('lost', 'gap', 'lost', 'gap');
  });
});

describe('a server without change streams', () => {
  it('is named in the log once, and the feed stays lost, so that processes are read', async () => {
    const lines: string[] = [];
    const info = (fields: object, message: string): void => void lines.push(`${JSON.stringify(fields)} ${message}`);
    let onLog = (): void => undefined;
    const isLogged = new Promise<void>((resolve) => (onLog = resolve));
    const logger: Logger = { ...silentLogger, info: (fields, message) => (info(fields, message), onLog()), warn: info };
    const { heard, feed } = watch(connect(single.port), { logger });
    await isLogged;
    await feed.close();
    expect(heard).toEqual([{ kind: 'lost' }]);
    expect(lines).toEqual(['{"code":"40573"} the MongoDB server has no change streams; live progress is read every second']);
  });

  it('that is away is tried again, and the feed can be closed meanwhile', async () => {
    const { heard, feed } = watch(connect(1));
    await feed.close();
    await feed.close();
    expect(heard).toEqual([{ kind: 'lost' }]);
  });
});
