import { systemClock, type Logger, type ProcessProgress, type ProgressPublisher } from '@frigg-crm/core';
import type { ProgressFeed } from '@frigg-crm/core/adapter';
import { createSyncRecorder } from '@frigg-crm/crm-base';
import { createDocumentEventLog, createEventRecorder, createLiveHub, EVENT_HEADS } from '@frigg-crm/live/server';
import type { ServerLive } from '@frigg-crm/server';
import type { StoreSetting } from '../../config/store-setting.ts';
import type { Closing } from '../closing.ts';
import type { OpenStore } from '../open-store.ts';

/** Live progress of a program, wired. */
export interface OpenLive extends Required<Pick<ServerLive, 'hub' | 'eventLog'>> {
  /** Gets each saved change of this program. */
  readonly publisher: ProgressPublisher;
  readonly recorder: ReturnType<typeof createEventRecorder>;
}

/** A feed, and how this program's own changes get into it. */
interface OpenFeed {
  readonly feed?: ProgressFeed | undefined;
  readonly publish?: ((progress: ProcessProgress) => void) | undefined;
  readonly announceEvents?: ((integrationId: string) => void) | undefined;
}

/** Wires hub, feed and logs around a store. */
export async function openLive(
  store: OpenStore,
  { setting, logger, closing }: { readonly setting: StoreSetting; readonly logger: Logger; readonly closing: Closing },
): Promise<OpenLive> {
  const clock = systemClock;
  const { feed, publish, announceEvents } = await openFeed(store, { setting, logger, closing });
  const eventLog = createDocumentEventLog({ documents: store.documents, clock });
  const hub = createLiveHub({ processRepository: store.processRepository, clock, feed, eventLog, logger });
  const recorder = createEventRecorder({
    log: eventLog,
    clock,
    logger,
    onAppended(integrationId) {
      hub.announceEvents(integrationId);
      announceEvents?.(integrationId);
    },
  });
  const syncRecorder = createSyncRecorder({ ...store, clock, logger });
  closing.add({ close: async () => recorder.flush() });
  closing.add({ close: async () => syncRecorder.flush() });
  closing.add({ close: async () => hub.close() });
  return {
    hub,
    eventLog,
    recorder,
    publisher: {
      publish(progress) {
        hub.publish(progress);
        publish?.(progress);
        recorder.publish(progress);
        syncRecorder.publish(progress);
      },
    },
  };
}

/** What reports the changes of other programs: none with a store in this program. */
async function openFeed(
  { sqlite, mongo }: OpenStore,
  { setting, logger, closing }: { readonly setting: StoreSetting; readonly logger: Logger; readonly closing: Closing },
): Promise<OpenFeed> {
  if (sqlite !== undefined) {
    const { createSqliteProgressFeed } = await import('@frigg-crm/sqlite');
    return { feed: createSqliteProgressFeed(sqlite.database) };
  }
  if (mongo !== undefined) {
    const { createMongoProgressFeed } = await import('@frigg-crm/mongo-process-repo');
    const feed = createMongoProgressFeed({ db: mongo.db, eventHeads: EVENT_HEADS, logger });
    closing.add(feed);
    return { feed };
  }
  if (setting.kind !== 'postgres') return {};
  const [{ createPostgresProgressFeed }, { default: pg }] = await Promise.all([import('@frigg-crm/postgres-process-repo'), import('pg')]);
  const feed = createPostgresProgressFeed({
    logger,
    async connect() {
      const client = new pg.Client({ connectionString: setting.connectionString, keepAlive: true, application_name: 'frigg-crm live' });
      // What fails before the feed listens is thrown by `connect`.
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
  });
  closing.add(feed);
  return { feed, publish: (progress) => feed.publish(progress), announceEvents: (integrationId) => feed.announceEvents(integrationId) };
}
