import type { Integration, IntegrationRepository, Logger } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import type { SyncSchedule } from './sync-schedule.ts';

/**
 * A repository whose integrations are enrolled in the schedule when they are stored. A schedule that fails does not undo what is
 * stored: the comparison of all integrations finds it.
 */
export function withSchedule(
  integrations: IntegrationRepository,
  { schedule, logger }: { readonly schedule: Pick<SyncSchedule, 'enrol'>; readonly logger: Logger },
): IntegrationRepository {
  const enrol = async (record: Integration): Promise<void> => {
    try {
      await schedule.enrol(record);
    } catch (error) {
      logger.warn({ integrationId: record.id, code: toErrorEntry(error).code }, 'an integration could not be enrolled in the schedule yet');
    }
  };
  return {
    create: async (integration, options) => {
      await integrations.create(integration, options);
      await enrol(integration);
    },
    save: async (integration, options) => {
      const saved = await integrations.save(integration, options);
      await enrol(saved);
      return saved;
    },
    findById: async (id, options) => integrations.findById(id, options),
    find: async (query) => integrations.find(query),
    findByLookupKey: async (key, options) => integrations.findByLookupKey(key, options),
    findDue: async (request) => integrations.findDue(request),
    deleteById: async (id, options) => integrations.deleteById(id, options),
  };
}
