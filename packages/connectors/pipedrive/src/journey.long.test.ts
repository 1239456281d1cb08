import { oauthAccount, startJourney } from '@frigg-crm/connector-testing';
import { connectAndSync, expectAlike, expectLineDeselected, expectNothingLeft, untilDeleted } from '@frigg-crm/connector-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';
import { createPipedriveSandbox } from './sandbox/create-pipedrive-sandbox.ts';
import type { SandboxActivity } from './sandbox/sandbox-activities.ts';
import { joinPipedrive } from './test-support/join-pipedrive.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const PEOPLE = [
  {
    name: 'Ana Ruiz',
    first_name: 'Ana',
    last_name: 'Ruiz',
    phones: [{ value: '(415) 555-0132', label: 'mobile', primary: true }],
    emails: [{ value: 'ruiz@acme.test', label: 'work', primary: true }],
  },
  { name: 'Bo Ngata 🎈', first_name: 'Bo', last_name: 'Ngata 🎈', phones: [{ value: BO, label: 'work', primary: true }] },
  { name: 'Cher', phones: [] },
];

let journey: Awaited<ReturnType<typeof start>>;

const start = async () =>
  startJourney({
    connector: 'pipedrive',
    crms: ({ clock, deliver }) => ({ pipedrive: createPipedriveSandbox({ clock, people: PEOPLE, requestsPer2s: 1000, deliver }) }),
    join({ crms: { pipedrive }, urls, clock, logger }) {
      pipedrive.apiDomain = urls.pipedrive;
      const provider = pipedriveOAuthProvider({ ...pipedrive, oauthUrl: urls.pipedrive, allowLoopback: true });
      return { account: oauthAccount(provider), ...joinPipedrive({ provider, sandbox: pipedrive, clock, logger }) };
    },
  });

beforeAll(async () => {
  journey = await start();
  journey.secrets.add(/\bana\b|\banita\b|ruiz|ngata|\bcher\b/i, /\+?1?415555/);
});

afterAll(async () => journey.close());

/** Has Pipedrive deliver what is due, again where that is due, until it is so. */
const untilDelivered = async (isSo: () => boolean, what: string): Promise<void> =>
  journey.untilDelivered(async () => journey.crms.pipedrive.webhooks.flush(), isSo, what);

/** The activities that link to a call, as `?at=AC1`. */
function activitiesOf(callId: string): readonly SandboxActivity[] {
  return journey.crms.pipedrive.activities().filter(({ note }) => note.includes(`=${callId}"`));
}

function noteOf(callId: string): string {
  return activitiesOf(callId)[0]?.note ?? '';
}

const quoNames = () => journey.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
/** Those of which something is to be in Pipedrive at the end. */
const written: string[] = [];

describe('an account of Pipedrive and a workspace of Quo, over HTTP', () => {
  it('are connected with OAuth, set up when the key of Quo works, and synced', async () => {
    await connectAndSync(journey, { contacts: 2 });
    expect(quoNames()).toEqual(expect.arrayContaining(['Ana', 'Bo']));
    expect(journey.crms.pipedrive.webhooks.all).toHaveLength(1);
    const { accessToken, refreshToken, clientSecret, webhooks } = journey.crms.pipedrive;
    journey.secrets.keep(accessToken, refreshToken, clientSecret, webhooks.all[0]?.http_auth_password);
  });

  it('turn a call into one activity, in whatever order its recording and its summary are delivered, each of them twice', async () => {
    const calls = await journey.calls.answerInEachOrder(ANA);
    written.push(...calls);
    await expectAlike(journey, calls, { textOf: noteOf, texts: ['Asked for prices', 'Recording (1:16)'] });
    const participants = [{ person_id: 1, primary: true }];
    for (const id of calls) expect(activitiesOf(id)).toMatchObject([{ type: 'call', done: true, duration: '00:01:00', participants }]);
  });

  it('add the voicemail of a missed call, of which no event comes, whenever it is there', async () => {
    const calls = await journey.calls.missInEachOrder(BO);
    written.push(...calls);
    await expectAlike(journey, calls, { textOf: noteOf, texts: ['Call me back', 'Asked for prices'] });
    const participants = [{ person_id: 2, primary: true }];
    for (const id of calls) expect(activitiesOf(id)).toMatchObject([{ duration: '', participants }]);
  });

  it('turn a text into one note, escaped', async () => {
    await journey.calls.text(BO, 'See you at five <b>sharp</b>');
    await journey.until(() => journey.crms.pipedrive.notes().length > 0, 'the text is written');
    expect(journey.crms.pipedrive.notes()).toMatchObject([{ person_id: 2 }]);
    expect(journey.crms.pipedrive.notes()[0]?.content).toContain('Received: See you at five &lt;b&gt;sharp&lt;/b&gt;');
  });

  it('update a changed person in Quo, and delete a deleted one', async () => {
    journey.crms.pipedrive.people.change(1, { first_name: 'Anita', name: 'Anita Ruiz' });
    await untilDelivered(() => quoNames().includes('Anita'), 'the change is in Quo');
    journey.crms.pipedrive.people.delete(2);
    await untilDelivered(() => journey.quo.size === 1, 'who was deleted is gone from Quo');
    expect(quoNames()).toEqual(['Anita']);
  });

  it('refuse what is forged, old, cut off or too large, and store nothing of it', async () => {
    await journey.calls.expectForgeriesRefused(ANA);
    const crmUrl = journey.crms.pipedrive.webhooks.all[0]?.subscription_url ?? '';
    expect((await fetch(crmUrl, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  it('say nothing of a line that was deselected', async () => {
    written.push(await expectLineDeselected(journey, { phone: ANA, isLogged: (id) => noteOf(id) !== '' }));
  });

  it('leave each other when the app is removed in Pipedrive', async () => {
    const callback = journey.crms.pipedrive.uninstall({ deliverTo: `${journey.appUrl}/webhooks/uninstall/pipedrive` });
    expect((await fetch(callback.clone(), { headers: { authorization: 'Basic d3Jvbmc6d3Jvbmc=' } })).status).toBe(401);
    expect(await journey.integration()).toBeDefined();
    expect((await fetch(callback)).status).toBe(200);
    await untilDeleted(journey);
  });

  it('hold in the end exactly what they should', async () => {
    const activities = journey.crms.pipedrive.activities();
    expect(activities.map(({ is_deleted: isDeleted }) => isDeleted)).toEqual(written.map(() => false));
    for (const id of written) expect(activitiesOf(id)).toHaveLength(1);
    expect(journey.crms.pipedrive.notes()).toHaveLength(1);
    expect(journey.crms.pipedrive.webhooks.all).toEqual([]);
    await expectNothingLeft(journey);
    expect(journey.quo.contacts()).toMatchObject([
      {
        externalId: '1',
        source: 'pipedrive',
        defaultFields: { firstName: 'Anita', lastName: 'Ruiz', phoneNumbers: [{ name: 'Mobile', value: ANA }] },
      },
    ]);
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    const { activities, notes } = journey.crms.pipedrive;
    journey.secrets.expectNoneLogged([PEOPLE, journey.quo.contacts(), activities(), notes()]);
  });
});
