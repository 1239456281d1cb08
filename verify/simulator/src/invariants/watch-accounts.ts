import { FOREIGN_NAME, type IntegrationSystem } from '../integrations/integration-system.ts';

/** Nothing is ever written to an account that another integration's data does not belong to, nor is anything read over from one. */
export function watchAccounts({ simulation, foreign: { pipedrive, quo }, quo: own }: IntegrationSystem): void {
  simulation.addCheck(() => {
    const written = {
      activities: pipedrive.activities().length,
      notes: pipedrive.notes().length,
      crmWebhooks: pipedrive.webhooks.all.length,
      contacts: quo.size,
      quoWebhooks: quo.webhooks.subscriptions().length,
      people: own.contacts().filter(({ defaultFields }) => defaultFields.firstName === FOREIGN_NAME).length,
    };
    if (Object.values(written).some((count) => count > 0))
      simulation.fail('nothing is written to an account other than the one whose data it is', JSON.stringify(written));
  });
}
