import { INTEGRATION_ID, type IntegrationSystem } from '../integrations/integration-system.ts';

/** What has happened on the phones, and what must stand in the CRM of it. */
export interface HappenedEvents {
  /** Ids of calls; whether there is a recording. */
  readonly calls: ReadonlyMap<string, { readonly hasRecording: boolean }>;
  /** Ids of texts. */
  readonly texts: readonly string[];
  /** First names by the number of the person. */
  readonly names: ReadonlyMap<number, string>;
}

/** Each call and each text is written once, with everything that belongs to it; each person of the CRM is one contact, in the newest version. */
export function checkEvents({ simulation, pipedrive, quo }: IntegrationSystem, { calls, texts, names }: HappenedEvents): void {
  const activities = pipedrive.activities().filter((activity) => !activity.is_deleted);
  const notes = pipedrive.notes().filter((note) => note.active_flag);
  for (const [id, { hasRecording }] of calls) {
    const written = activities.filter(({ note }) => note.includes(`=${id}"`));
    if (written.length !== 1) simulation.fail('each call is one activity', `${id}: ${written.length}`);
    if (hasRecording && written[0]?.note.includes('Recording') === false)
      simulation.fail('an activity holds everything that belongs to its call', `${id} lacks its recording`);
  }
  for (const id of texts) {
    const written =
      notes.filter(({ content }) => content.includes(`=${id}"`)).length + activities.filter(({ note }) => note.includes(`=${id}"`)).length;
    if (written !== 1) simulation.fail('each text is one note', `${id}: ${written}`);
  }
  const held = new Map(quo.contacts().map(({ externalId, defaultFields }) => [Number(externalId), defaultFields.firstName]));
  if (held.size !== quo.size) simulation.fail('never a second contact for one person', `${quo.size} contacts of ${held.size} people`);
  for (const [id, name] of names)
    if (held.get(id) !== name) simulation.fail('a change that a webhook announces reaches Quo', `${id} is ${held.get(id)}, not ${name}`);
}

const SUBSCRIPTIONS = { quo: 3, crm: 1 };
const SECRETS = ['quo-webhooks', 'crm-webhooks'];

/** @returns whether each side has as many subscriptions as it should. */
export function hasSubscriptions({ pipedrive, quo }: IntegrationSystem, isDeleted: boolean): boolean {
  const wanted = isDeleted ? { quo: 0, crm: 0 } : SUBSCRIPTIONS;
  return quo.webhooks.subscriptions().length === wanted.quo && pipedrive.webhooks.all.length === wanted.crm;
}

/** An integration that is set up has each subscription once; of one that is deleted nothing is left, here and outside. */
export async function checkLifecycle(system: IntegrationSystem, isDeleted: boolean): Promise<void> {
  const { simulation, pipedrive, quo, backend, vault } = system;
  const invariant = isDeleted ? 'nothing is left of a deleted integration' : 'an integration has each of its subscriptions once';
  if (!hasSubscriptions(system, isDeleted))
    simulation.fail(invariant, `${quo.webhooks.subscriptions().length} at Quo, ${pipedrive.webhooks.all.length} at the CRM`);
  if (!isDeleted) return;
  const { raw } = backend;
  if (raw === undefined) return simulation.fail(invariant, 'no app works');
  const processes = await raw.processRepository.find({ integrationId: INTEGRATION_ID, limit: 1 });
  const people = await raw.mappingRepository.count({ integrationId: INTEGRATION_ID, objectType: 'Person' });
  const secrets = await Promise.all(SECRETS.map(async (name) => vault.read({ integrationId: INTEGRATION_ID, name })));
  const left = { processes: processes.length, people, secrets: secrets.filter((secret) => secret !== undefined).length };
  if (Object.values(left).some((count) => count > 0)) simulation.fail(invariant, JSON.stringify(left));
}
