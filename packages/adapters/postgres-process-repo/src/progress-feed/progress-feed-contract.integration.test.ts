import { toProcessProgress } from '@frigg-crm/core';
import { createFastClock, describeProgressFeed } from '@frigg-crm/testing';
import pg from 'pg';
import { inject } from 'vitest';
import { createPostgresProgressFeed } from './postgres-progress-feed.ts';

let channels = 0;

describeProgressFeed('over LISTEN and NOTIFY', {
  async open() {
    const channel = `feed_contract_${(channels += 1)}`;
    const connectionString = inject('postgresUrl');
    const connect = async (name: string): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString, application_name: name });
      await client.connect();
      return client;
    };
    const clock = createFastClock({ speed: 20 });
    const feed = createPostgresProgressFeed({ connect: async () => connect(channel), channel, clock });
    const working = createPostgresProgressFeed({ connect: async () => connect('working'), channel, clock });
    return {
      feed,
      save: async (process) => working.publish(toProcessProgress(process)),
      appendEvent: async (integrationId) => working.announceEvents(integrationId),
      async interrupt() {
        const admin = await connect('admin');
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [channel]);
        await admin.end();
      },
      async close() {
        await Promise.all([feed.close(), working.close()]);
      },
    };
  },
});
