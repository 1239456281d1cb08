import type { CallOptions } from '@frigg-crm/core';
import type { PipedriveActivities } from './client/create-activities.ts';
import type { PipedriveDeals, PipedriveLeads } from './client/create-deals-and-leads.ts';
import type { PipedriveNotes } from './client/create-notes.ts';
import type { PipedrivePersonMatch } from './client/create-person-search.ts';
import type { PipedriveUsers } from './client/create-users.ts';
import type { PipedriveWebhooks } from './client/create-webhooks.ts';
import type { PipedriveOrganizations, PipedrivePersonList, PipedriveResources } from './client/pipedrive-resources.ts';

/** Names of the client before its calls were grouped by resource. They go with the next minor version. */
export interface DeprecatedPipedriveCalls {
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain: string;
  /** @deprecated since 0.2: `persons.list` */
  readonly listPersons: PipedrivePersonList['list'];
  /** @deprecated since 0.2: `persons.get` */
  readonly getPerson: PipedrivePersonList['get'];
  /** @deprecated since 0.2: `persons.listByIds` */
  readonly listPersonsByIds: PipedrivePersonList['listByIds'];
  /** @deprecated since 0.2: `organizations.listByIds` */
  readonly listOrganizationsByIds: PipedriveOrganizations['listByIds'];
  /** @deprecated since 0.2: `persons.searchByPhone`, which reads every number of a text */
  readonly searchPersonsByPhone: (
    phone: string,
    options: CallOptions & { readonly toE164: (text: string) => string | undefined },
  ) => Promise<readonly PipedrivePersonMatch[]>;
  /** @deprecated since 0.2: `activities.create` */
  readonly createActivity: PipedriveActivities['create'];
  /** @deprecated since 0.2: `activities.update` */
  readonly updateActivity: PipedriveActivities['update'];
  /** @deprecated since 0.2: `activities.get` */
  readonly getActivity: PipedriveActivities['get'];
  /** @deprecated since 0.2: `activities.list` */
  readonly listActivities: PipedriveActivities['list'];
  /** @deprecated since 0.2: `activities.delete` */
  readonly deleteActivity: PipedriveActivities['delete'];
  /** @deprecated since 0.2: `notes.create` */
  readonly createNote: PipedriveNotes['create'];
  /** @deprecated since 0.2: `notes.update` */
  readonly updateNote: PipedriveNotes['update'];
  /** @deprecated since 0.2: `notes.get` */
  readonly getNote: PipedriveNotes['get'];
  /** @deprecated since 0.2: `notes.list` */
  readonly listNotes: PipedriveNotes['list'];
  /** @deprecated since 0.2: `notes.delete` */
  readonly deleteNote: PipedriveNotes['delete'];
  /** @deprecated since 0.2: `deals.findOpen` */
  readonly findOpenDeal: PipedriveDeals['findOpen'];
  /** @deprecated since 0.2: `leads.findLatest` */
  readonly findLead: PipedriveLeads['findLatest'];
  /** @deprecated since 0.2: `users.me` */
  readonly me: PipedriveUsers['me'];
  /** @deprecated since 0.2: `users.list` */
  readonly listUsers: PipedriveUsers['list'];
  /** @deprecated since 0.2: `users.findByEmail` */
  readonly findUserByEmail: PipedriveUsers['findByEmail'];
  /** @deprecated since 0.2: `webhooks.create` */
  readonly createWebhook: PipedriveWebhooks['create'];
  /** @deprecated since 0.2: `webhooks.list` */
  readonly listWebhooks: PipedriveWebhooks['list'];
  /** @deprecated since 0.2: `webhooks.delete` */
  readonly deleteWebhook: PipedriveWebhooks['delete'];
}

/** Makes the calls under their names of before. */
export function toDeprecatedCalls(resources: PipedriveResources): Omit<DeprecatedPipedriveCalls, 'apiDomain'> {
  const { persons, organizations, activities, notes, deals, leads, users, webhooks } = resources;
  return {
    listPersons: persons.list,
    getPerson: persons.get,
    listPersonsByIds: persons.listByIds,
    listOrganizationsByIds: organizations.listByIds,
    searchPersonsByPhone: async (phone, { toE164, ...options }) =>
      persons.searchByPhone(phone, { ...options, readNumbers: (text) => [toE164(text)].filter((number) => number !== undefined) }),
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
