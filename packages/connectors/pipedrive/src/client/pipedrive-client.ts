import type { CallOptions } from '@frigg-crm/core';
import type { PipedriveActivities } from './create-activities.ts';
import type { PipedriveDeals, PipedriveLeads } from './create-deals-and-leads.ts';
import type { PipedriveItems } from './create-items.ts';
import type { PipedriveNotes } from './create-notes.ts';
import type { PipedriveOrganizations, PipedrivePersonMatch, PipedrivePersons } from './create-persons.ts';
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
  readonly items: PipedriveItems;
  readonly users: PipedriveUsers;
  readonly webhooks: PipedriveWebhooks;
}

/** Pipedrive's API as one user of one company: a property per resource. */
export interface PipedriveClient extends PipedriveResources, DeprecatedPipedriveCalls {
  /** @returns how many access tokens were taken into use; see `TokenSource.version`. */
  tokenVersion?(): number | undefined;
  /** The company's own host, such as `https://acme.pipedrive.com`; it changes when the company renames its domain. */
  readonly baseUrl: string;
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain: string;
}

/** Names of the client before its calls were grouped by resource. They go with the next minor version. */
export type DeprecatedPipedriveCalls = ReturnType<typeof toDeprecatedCalls>;

/**
 * Makes the calls under their names of before: `listPersons` for `persons.list`, and so on.
 * @deprecated since 0.2: the resources of the client
 */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- the names would stand here twice
export function toDeprecatedCalls({ persons, organizations, activities, notes, deals, leads, users, webhooks }: PipedriveResources) {
  type Options = CallOptions & { readonly toE164: (text: string) => string | undefined };
  return {
    listPersons: persons.list,
    getPerson: persons.get,
    listPersonsByIds: persons.listByIds,
    searchPersonsByPhone: async (phone: string, { toE164, ...options }: Options): Promise<readonly PipedrivePersonMatch[]> =>
      persons.searchByPhone(phone, { ...options, readNumbers: (text) => [toE164(text)].filter((number) => number !== undefined) }),
    listOrganizationsByIds: organizations.listByIds,
    createActivity: activities.create,
    updateActivity: activities.update,
    getActivity: activities.get,
    listActivities: activities.list,
    deleteActivity: activities.delete,
    createNote: notes.create,
    updateNote: notes.update,
    getNote: notes.get,
    listNotes: notes.list,
    deleteNote: notes.delete,
    findOpenDeal: deals.findOpen,
    findLead: leads.findLatest,
    me: users.me,
    listUsers: users.list,
    findUserByEmail: users.findByEmail,
    createWebhook: webhooks.create,
    listWebhooks: webhooks.list,
    deleteWebhook: webhooks.delete,
  };
}
