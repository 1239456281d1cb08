import { INTEGRATION, oauthAccount, startJourney } from '@frigg-crm/connector-testing';
import { connectAndSync, expectAlike, expectLineDeselected, expectNothingLeft, untilDeleted } from '@frigg-crm/connector-testing';
import { signHmac } from '@frigg-crm/http/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AttioIntegration } from './attio-integration.ts';
import { attioOAuthProvider } from './attio-oauth-provider.ts';
import { openAttioClient } from './open-attio-client.ts';
import { createAttioSandbox } from './sandbox/create-attio-sandbox.ts';
import { toSandboxId } from './sandbox/sandbox-ids.ts';
import type { SandboxNote } from './sandbox/sandbox-notes.ts';
import { verifyAttioAccount } from './verify-attio-account.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const PEOPLE = [
  { name: { first: 'Ana', last: 'Ruiz' }, phones: [ANA], emails: ['ruiz@acme.test'], jobTitle: 'Buyer' },
  { name: { first: 'Bo', last: 'Ngata 🎈' }, phones: [BO] },
  { name: { first: 'Cher', last: '' }, phones: [] },
];

let journey: Awaited<ReturnType<typeof start>>;

/** Attio delivers over https only. */
const start = async () =>
  startJourney({
    connector: 'attio',
    publicUrl: 'https://app.example.test',
    crms: ({ clock, deliver }) => ({ attio: createAttioSandbox({ clock, people: PEOPLE, requestsPerSecond: 1000, deliver }) }),
    join({ crms, urls, clock, logger }) {
      const provider = attioOAuthProvider({ ...crms.attio, oauthUrl: urls.attio });
      return {
        account: oauthAccount(provider),
        async openIntegration(opening) {
          const { vault, integrationId, dependencies } = opening;
          const account = { provider, vault, integrationId, baseUrl: urls.attio, allowLoopback: true };
          const client = await openAttioClient({ ...account, clock, logger });
          await verifyAttioAccount(client);
          return new AttioIntegration({ ...dependencies, client });
        },
      };
    },
  });

beforeAll(async () => {
  journey = await start();
  journey.secrets.add(/\bana\b|\banita\b|ruiz|ngata|\bcher\b/i, /\+?1?415555/);
});

afterAll(async () => journey.close());

/** Has Attio deliver what is due, again where that is due, until it is so. */
const untilDelivered = async (isSo: () => boolean, what: string): Promise<void> =>
  journey.untilDelivered(async () => journey.crms.attio.webhooks.flush(), isSo, what);

/** The notes that link to a call or a message, as `?at=AC1`. */
function notesOf(id: string): readonly SandboxNote[] {
  return journey.crms.attio.notes().filter(({ content }) => content.includes(`=${id})`));
}

function noteOf(id: string): string {
  return notesOf(id)[0]?.content ?? '';
}

const textNotes = () => journey.crms.attio.notes().filter(({ title }) => title.includes('Message'));
const quoNames = () => journey.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
/** Those of which something is to be in Attio at the end. */
const written: string[] = [];

describe('an account of Attio and a workspace of Quo, over HTTP', () => {
  it('are connected with OAuth, set up when the key of Quo works, and synced', async () => {
    await connectAndSync(journey, { contacts: 2 });
    expect(quoNames()).toEqual(expect.arrayContaining(['Ana', 'Bo']));
    expect(journey.crms.attio.webhooks.all).toHaveLength(1);
    const { accessToken, clientSecret, webhooks } = journey.crms.attio;
    journey.secrets.keep(accessToken, clientSecret, webhooks.all[0]?.secret);
  });

  it('turn a call into one note, in whatever order its recording and its summary are delivered, each of them twice (acceptance 40, 42)', async () => {
    const calls = await journey.calls.answerInEachOrder(ANA);
    written.push(...calls);
    await expectAlike(journey, calls, { textOf: noteOf, texts: ['Asked for prices', 'Recording (1:16)'] });
    for (const id of calls)
      expect(notesOf(id)).toMatchObject([{ person: 1, format: 'markdown', title: expect.stringContaining('Call') as string }]);
  });

  it('add the voicemail of a missed call, of which no event comes, whenever it is there', async () => {
    const calls = await journey.calls.missInEachOrder(BO);
    written.push(...calls);
    await expectAlike(journey, calls, { textOf: noteOf, texts: ['Call me back', 'Asked for prices'] });
    for (const id of calls) expect(notesOf(id)).toMatchObject([{ person: 2 }]);
  });

  it('turn a text into one note, escaped (acceptance 39, 45)', async () => {
    await journey.calls.text(BO, 'See you at five [x](javascript:1)');
    await journey.until(() => textNotes().length > 0, 'the text is written');
    const title = `💬 Message ${BO} → 📞 Sales Line +15551234567`;
    expect(textNotes()).toMatchObject([{ person: 2, title, format: 'markdown' }]);
    expect(textNotes()[0]?.content).toMatch(
      /^Received: See you at five \\\[x\\\]\(javascript:1\)\n\n\[View the message activity in Quo\]\(https:\/\/my\.quo\.com\/\S+\)$/,
    );
  });

  it('update a changed person in Quo, replace two who are merged, and delete a deleted one (acceptance 29, 31, 32, 33)', async () => {
    journey.crms.attio.people.change(1, { name: { first: 'Anita', last: 'Ruiz' } });
    await untilDelivered(() => quoNames().includes('Anita'), 'the change is in Quo');
    const [hook] = journey.crms.attio.webhooks.all;
    const again = journey.crms.attio.webhooks.toRequest(hook?.id ?? '', journey.crms.attio.webhooks.events.at(-1)!);
    expect((await fetch(journey.toApp(again!))).status).toBe(200);
    const { number } = journey.crms.attio.people.add({ name: { first: 'Dee', last: 'Two' }, phones: ['+14155550134'] });
    await untilDelivered(() => quoNames().includes('Dee'), 'the new person is in Quo');
    const merged = journey.crms.attio.people.merge(2, number);
    const ids = () => journey.quo.contacts().map(({ externalId }) => externalId);
    await untilDelivered(
      () => ids().includes(toSandboxId('person', merged.number)) && journey.quo.size === 2,
      'only the merged person is left',
    );
    journey.crms.attio.people.delete(merged.number);
    // Who is gone before the event is handled, and was never in Quo.
    journey.crms.attio.people.delete(journey.crms.attio.people.add({ phones: ['+14155550135'] }).number);
    await untilDelivered(() => journey.quo.size === 1, 'who was deleted is gone from Quo');
    expect(journey.crms.attio.webhooks.pending).toBe(0);
    expect(quoNames()).toEqual(['Anita']);
  });

  it('refuse what is forged, old, cut off or too large, and store nothing of it', async () => {
    await journey.calls.expectForgeriesRefused(ANA);
    const crmUrl = `${journey.appUrl}/webhooks/crm/attio/${INTEGRATION}`;
    expect((await fetch(crmUrl, { method: 'POST', body: '{}' })).status).toBe(401);
    const [hook] = journey.crms.attio.webhooks.all;
    const signature = signHmac(hook?.secret ?? '', '{}');
    expect((await fetch(crmUrl, { method: 'POST', body: '{}', headers: { 'attio-signature': signature } })).status).toBe(400);
  });

  it('say nothing of a line that was deselected', async () => {
    written.push(await expectLineDeselected(journey, { phone: ANA, isLogged: (id) => noteOf(id) !== '' }));
  });

  it('leave each other when the integration is deleted', async () => {
    await journey.services.lifecycle.delete(INTEGRATION);
    await untilDeleted(journey);
  });

  it('hold in the end exactly what they should', async () => {
    for (const id of written) expect(notesOf(id)).toHaveLength(written.filter((each) => each === id).length);
    expect(journey.crms.attio.notes()).toHaveLength(written.length + textNotes().length);
    expect(textNotes()).toHaveLength(1);
    expect(journey.crms.attio.webhooks.all).toEqual([]);
    await expectNothingLeft(journey);
    expect(journey.quo.contacts()).toMatchObject([
      {
        externalId: toSandboxId('person', 1),
        source: 'attio',
        defaultFields: { firstName: 'Anita', lastName: 'Ruiz', role: 'Buyer', phoneNumbers: [{ name: 'Phone', value: ANA }] },
      },
    ]);
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    journey.secrets.expectNoneLogged([PEOPLE, journey.quo.contacts(), journey.crms.attio.notes()]);
  });
});
