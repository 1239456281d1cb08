import { errorCodeOf, type Integration, type IntegrationRepository, type Logger } from '@frigg-crm/core';

/**
 * @returns the repository, each status of which is also written to Frigg's row: its screens and its worker read that one.
 * A row that cannot be written is written with the next change.
 */
export function withStatusWriteThrough(
  repository: IntegrationRepository,
  { write, logger }: { readonly write: (integration: Integration) => Promise<void>; readonly logger: Logger },
): IntegrationRepository {
  const seen = new Map<string, string>();
  const passOn = async (integration: Integration): Promise<void> => {
    const { id, status } = integration;
    if (seen.get(id) === status) return;
    try {
      await write(integration);
      seen.set(id, status);
    } catch (error) {
      logger.warn({ integrationId: id, code: errorCodeOf(error) }, "the status of an integration could not be written to Frigg's row");
    }
  };
  return {
    findById: async (id, options) => repository.findById(id, options),
    find: async (query) => repository.find(query),
    findByLookupKey: async (key, options) => repository.findByLookupKey(key, options),
    findDue: async (request) => repository.findDue(request),
    async create(integration, options) {
      await repository.create(integration, options);
      await passOn(integration);
    },
    async save(integration, options) {
      const saved = await repository.save(integration, options);
      await passOn(saved);
      return saved;
    },
    async deleteById(id, options) {
      seen.delete(id);
      await repository.deleteById(id, options);
    },
  };
}
