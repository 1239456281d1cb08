import type { PipedriveActivities } from './create-activities.ts';
import type { PipedriveDeals, PipedriveLeads } from './create-deals-and-leads.ts';
import type { PipedriveNotes } from './create-notes.ts';
import type { PipedriveOrganizations, PipedrivePersons } from './create-persons.ts';
import type { PipedriveUsers } from './create-users.ts';
import type { PipedriveWebhooks } from './create-webhooks.ts';

/** The resources of Pipedrive's API. */
export interface PipedriveResources {
  readonly persons: PipedrivePersons;
  readonly organizations: PipedriveOrganizations;
  readonly activities: PipedriveActivities;
  readonly notes: PipedriveNotes;
  readonly deals: PipedriveDeals;
  readonly leads: PipedriveLeads;
  readonly users: PipedriveUsers;
  readonly webhooks: PipedriveWebhooks;
}
