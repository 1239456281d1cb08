import type { Integration } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { PeopleControl, toComparisonView, toPersonView } from '@frigg-crm/crm-base';
import { RunFailedError } from '../errors/run-failed-error.ts';
import type { PeopleOperations } from './people-operations.ts';
import { MOVED_ON } from './sync-operations.ts';
import type { OpenServices } from './serve/open-app.ts';

/** @returns the people of a store. */
export function createStorePeople({ engine, services }: Pick<OpenServices, 'engine' | 'services'>): PeopleOperations {
  const { queueManager, store, system } = engine;
  const { integrations, inbox, resolveIntegration } = services;
  const people = new PeopleControl({ ...store, ...system, inbox, queueManager, resolveIntegration });
  const load = async (id: string): Promise<Integration> => {
    const integration = await integrations.findById(id);
    if (integration === undefined) throw new RunFailedError('There is no integration with this id');
    return integration;
  };
  const compare: PeopleOperations['compare'] = async ({ integrationId, objectType, crmId: externalId }) => {
    const { connector } = await load(integrationId);
    const compared = await people.compare({ integrationId, connector, objectType, externalId });
    return { comparison: toComparisonView(compared, toIso(system.clock.now())), plan: `plan-${compared.hash}` };
  };
  return {
    firstIntegrations: async () => (await integrations.find({ limit: 2 })).map(({ id }) => id),
    async find(integrationId, by) {
      const { connector } = await load(integrationId);
      const found = await people.lookup({ integrationId, connector }, by);
      return { people: found.people.map(toPersonView), hasMore: found.hasMore };
    },
    compare,
    async describe({ integrationId, objectType, crmId: externalId }) {
      await load(integrationId);
      return people.describe({ integrationId, objectType, externalId });
    },
    async syncNow({ integrationId, objectType, crmId: externalId }, { ifPlan } = {}) {
      const { connector, status } = await load(integrationId);
      if (status === 'IN_DELETION' || status === 'DISABLED')
        throw new RunFailedError(`The integration is ${status}: nothing of it is synced`);
      if (ifPlan !== undefined && (await compare({ integrationId, objectType, crmId: externalId })).plan !== ifPlan)
        throw new RunFailedError(MOVED_ON);
      return people.syncNow({ integrationId, connector, objectType, externalId });
    },
    findEntry: async (integrationId, id) => inbox.find({ integrationId, id }),
  };
}
