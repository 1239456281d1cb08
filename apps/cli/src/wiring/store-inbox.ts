import { createIntegrationRepository, Inbox, systemClock, type InboxKey, type InboxRecord, type Store } from '@frigg-crm/core';
import { InboxControl, redactData, type EntryFilter } from '@frigg-crm/crm-base';
import { RunFailedError } from '../errors/run-failed-error.ts';
import type { EntryConditions, EntryList, InboxOperations, ListedEntry } from './inbox-operations.ts';

const WEBHOOKS = ['quo-event', 'crm-event'];

/** @returns the inbox of a store. What is redriven is found by the maintenance of a program that works on the store. */
export function createStoreInbox({ documents }: Pick<Store, 'documents'>): InboxOperations {
  const inbox = new Inbox({ documents, clock: systemClock });
  const control = new InboxControl({ inbox, clock: systemClock });
  const integrations = createIntegrationRepository(documents);
  const assertThere = async (id: string | undefined): Promise<void> => {
    if (id !== undefined && (await integrations.findById(id)) === undefined)
      throw new RunFailedError('There is no integration with this id');
  };
  return {
    async list(of, { limit, state, ...query }) {
      await assertThere(query.integration);
      const found: ListedEntry[] = [];
      let after: InboxKey | undefined;
      const filter = { ...toFilter(of, query), state: of === 'dead-letters' ? ('failed' as const) : state };
      for (;;) {
        const { entries, next } = await control.list(filter, { after, limit: limit - found.length });
        found.push(...entries.map(toEntry));
        if (next === undefined || found.length >= limit) return found;
        after = next;
      }
    },
    async groups({ integration }) {
      await assertThere(integration);
      return control.groupFailed(toFilter('dead-letters', { integration }));
    },
    async show(key) {
      await assertThere(key.integrationId);
      const record = await inbox.find(key);
      if (record === undefined || !WEBHOOKS.includes(record.kind)) throw new RunFailedError('There is no webhook with this id');
      return { entry: toEntry(record), data: redactData(record.data) };
    },
    async redriveOne(_of, key) {
      await assertThere(key.integrationId);
      const was = await control.redriveOne(key);
      if (was === 'done') throw new RunFailedError('It is done, and its data was forgotten: a replay would change nothing');
      const record = await inbox.find(key);
      if (was === undefined || record === undefined) throw new RunFailedError('There is no entry with this id');
      return { wasRedriven: was === 'failed', entry: toEntry(record) };
    },
    async redrive(of, query, pace) {
      await assertThere(query.integration);
      return control.redrive(toFilter(of, query), pace);
    },
  };
}

function toFilter(of: EntryList, { integration, group, source, since, until }: EntryConditions): Omit<EntryFilter, 'state'> {
  const ofWebhooks = source === undefined ? WEBHOOKS : [`${source}-event`];
  const kinds = of === 'webhooks' ? ofWebhooks : group && [group.kind];
  return { integrationIds: integration === undefined ? undefined : [integration], kinds, code: group?.code, since, until };
}

function toEntry({ id, integrationId, connector, kind, state, code, failedAttempts, acceptedAt, dueAt }: InboxRecord): ListedEntry {
  return { id, integrationId, connector, kind, state, code, failedAttempts, acceptedAt, dueAt };
}
