import { startVirtualApp } from '@frigg-crm/connector-testing';
import { createVirtualClock } from '@frigg-crm/testing';
import { createQuoClient } from '@frigg-crm/quo';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AttioIntegration } from './attio-integration.ts';
import { createAttioClient } from './client/create-attio-client.ts';
import { createAttioSandbox } from './sandbox/create-attio-sandbox.ts';
import { toSandboxId } from './sandbox/sandbox-ids.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const ANA_ID = toSandboxId('person', 1);
const QUERY = 'POST /v2/objects/people/records/query';

/** A connected workspace in which Ana and Bo are synced, whose Quo delivers nothing by itself. */
async function connected() {
  const clock = createVirtualClock();
  const attio = createAttioSandbox({
    clock,
    people: [{ phones: [ANA] }, { phones: [BO] }],
    deliver: async (request) => system.app.services.receive(request),
  });
  const client = createAttioClient({ token: attio.accessToken, fetch: attio.fetch, clock });
  const system = startVirtualApp({
    connector: 'attio',
    clock,
    quo: { deliver: undefined },
    openIntegration: ({ dependencies }) => new AttioIntegration({ ...dependencies, client }),
  });
  onTestFinished(async () => system.stop());
  const integration = await system.connect('i1');
  return {
    ...system,
    clock,
    attio,
    logCall: async (callId: string) => clock.runUntil(system.app.services.activityLog.logCall(integration, { callId })),
    /** Attio delivers what has happened, and the app works on it. */
    async deliver() {
      await clock.runUntil(attio.webhooks.flush());
      await clock.advance(120_000);
    },
    queries: () => attio.stats.byRoute[QUERY] ?? 0,
    peopleOfNotes: () => attio.notes().map(({ person }) => person),
  };
}

describe('a person of Attio who is changed', () => {
  it('is fetched once for all the fields that were changed, each of which is an event', async () => {
    const { attio, quo, deliver } = await connected();
    const fetched = () => attio.stats.byRoute['GET /v2/objects/people/records/{id}'] ?? 0;
    attio.people.change(2, { jobTitle: 'Buyer' });
    await deliver();
    const ofOneField = fetched();
    attio.people.change(1, { name: { first: 'Anita', last: 'Ruiz' }, jobTitle: 'Buyer', phones: [ANA, '+14155550199'] });
    expect(attio.webhooks.pending).toBe(3);
    await deliver();
    expect(fetched()).toBe(2 * ofOneField);
    const contact = quo.contacts().find(({ externalId }) => externalId === ANA_ID);
    expect(contact?.defaultFields).toMatchObject({
      firstName: 'Anita',
      role: 'Buyer',
      phoneNumbers: [{ value: ANA }, { value: '+14155550199' }],
    });
  });

  it('is fetched again for a change that comes later', async () => {
    const { attio, quo, deliver } = await connected();
    for (const jobTitle of ['Buyer', 'Head of buying']) {
      attio.people.change(1, { jobTitle });
      await deliver();
      expect(quo.contacts().find(({ externalId }) => externalId === ANA_ID)?.defaultFields.role).toBe(jobTitle);
    }
  });
});

describe('a person of Attio who is deleted', () => {
  it('leaves Quo, and a contact of another source that has the same id stays (acceptance 30)', async () => {
    const { attio, quo, clock, deliver } = await connected();
    const other = createQuoClient({ apiKey: 'quo-key', baseUrl: 'https://quo.example.test', fetch: quo.fetch, clock });
    const contact = {
      externalId: ANA_ID,
      source: 'another',
      defaultFields: { firstName: 'Ana', phoneNumbers: [{ name: 'Phone', value: ANA }], emails: [] },
    };
    await clock.runUntil(other.contacts.create(contact));
    attio.people.delete(1);
    await deliver();
    const left = quo.contacts().map(({ externalId, source }) => [externalId, source]);
    expect(left).toEqual([
      [toSandboxId('person', 2), 'attio'],
      [ANA_ID, 'another'],
    ]);
  });
});

describe('a call of a number in Attio', () => {
  it('is written on the person whom a sync has written, although an older one has the number, too (acceptance 36)', async () => {
    const { attio, quo, logCall, queries, peopleOfNotes } = await connected();
    attio.people.change(1, { phones: [BO] });
    const before = queries();
    expect(await logCall(quo.phone.call({ with: BO }))).toMatchObject({ participants: [{ logged: true }] });
    expect([peopleOfNotes(), queries() - before]).toEqual([[2], 0]);
  });

  it('is written on who has the number now, where the person of before is gone (acceptance 38)', async () => {
    const { attio, quo, logCall, queries, peopleOfNotes } = await connected();
    attio.people.delete(1);
    attio.people.add({ phones: [ANA] });
    const before = queries();
    expect(await logCall(quo.phone.call({ with: ANA }))).toMatchObject({ participants: [{ logged: true }] });
    expect([peopleOfNotes(), queries() - before]).toEqual([[3], 1]);
  });

  it('is a note on each of two people, and its summary goes into both (acceptance 43)', async () => {
    const { attio, quo, logCall, peopleOfNotes } = await connected();
    const id = quo.phone.call({ participants: [ANA, BO] });
    await logCall(id);
    expect(peopleOfNotes()).toEqual([1, 2]);
    quo.phone.addSummary(id, { summary: ['Asked for prices'] });
    await logCall(id);
    expect(peopleOfNotes()).toEqual([1, 2]);
    for (const { content } of attio.notes()) expect(content).toContain('Asked for prices');
  });
});
