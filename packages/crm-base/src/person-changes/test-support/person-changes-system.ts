import type { CallOptions, Inbox } from '@frigg-crm/core';
import type { MemoryQueue } from '@frigg-crm/memory';
import type { BaseCRMIntegrationDependencies } from '../../base-crm-integration.ts';
import type { CrmEvent } from '../../connector/crm-webhooks.ts';
import { createSyncSystem, type SyncSystem } from '../../test-support/sync-system.ts';
import { createTestSystem } from '../../test-support/test-system.ts';
import { handleCrmEvent, handlePersonCheck } from '../person-changes.ts';
import type { PersonChangeDependencies, PersonChangeResult } from '../person-change.ts';

/** A CRM that sends events of its people, and Quo. */
export interface PersonChangesSystem extends SyncSystem {
  readonly inbox: Inbox;
  readonly queue: MemoryQueue;
  readonly log: string[];
  readonly dependencies: PersonChangeDependencies;
  /** Handles an event. */
  notify(kind: CrmEvent['change']['kind'], externalId: string, eventId?: string): Promise<PersonChangeResult>;
  /** Works on all checks that are due. @returns what came of them. */
  check(): Promise<readonly PersonChangeResult[]>;
  /** @returns ids of those whom Quo holds, and of those who are in the mapping, in order. */
  known(): Promise<{ readonly quo: readonly string[]; readonly mapped: readonly string[] }>;
}

/** Deletes in Quo whom the CRM deletes. */
const DELETING = { syncConfig: { deletionPolicy: 'delete' } } as const;

export function createPersonChangesSystem(
  config: BaseCRMIntegrationDependencies['config'] = DELETING,
  changes: Partial<PersonChangeDependencies> = {},
): PersonChangesSystem {
  const system = createSyncSystem({ config });
  const { clock, mappings, integration } = system;
  const { inbox, queue, queueManager, ids, log, logger } = createTestSystem({ clock });
  const dependencies: PersonChangeDependencies = {
    mappingRepository: mappings,
    inbox,
    queueManager,
    ids,
    clock,
    logger,
    ...changes,
  };
  const options: CallOptions = {};
  return {
    ...system,
    inbox,
    queue,
    log,
    dependencies,
    notify: async (kind, externalId, eventId = `e-${ids.next()}`) =>
      handleCrmEvent(dependencies, integration, { eventId, change: { kind, objectType: 'Person', externalId } }, options),
    async check() {
      const before = new Date(clock.now()).toISOString();
      const results: PersonChangeResult[] = [];
      for (const { id, data } of await inbox.findDue({ before, limit: 1000 })) {
        const key = { integrationId: 'i1', id, claimId: `check-${ids.next()}` };
        await inbox.claim({ ...key, ttlMs: 60_000 });
        results.push(await handlePersonCheck(dependencies, integration, data, options));
        await inbox.done(key);
      }
      return results;
    },
    async known() {
      const mapped = await mappings.findMany({
        integrationId: 'i1',
        objectType: 'Person',
        externalIds: [...system.quo.stored.keys(), ...knownIds(system)],
      });
      return {
        quo: [...system.quo.stored.keys()].toSorted(),
        mapped: [...new Set(mapped.filter(({ quoContactId }) => quoContactId !== null).map(({ externalId }) => externalId))].toSorted(),
      };
    },
  };
}

/** Ids that the tests use, whether or not they exist now. */
function knownIds({ crm, quo }: SyncSystem): readonly string[] {
  return [...crm.people.map(({ id }) => id ?? ''), ...quo.sent.keys(), 'p1', 'p2', 'p3'];
}
