import type { CallOptions } from '@frigg-crm/core';
import type { PipedrivePersonMatch } from './client/create-persons.ts';
import type { PipedriveResources } from './client/pipedrive-resources.ts';

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
