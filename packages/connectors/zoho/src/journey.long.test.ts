import { INTEGRATION, oauthAccount, startJourney } from '@frigg-crm/connector-testing';
import { connectAndSync, expectNothingLeft, untilDeleted } from '@frigg-crm/connector-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createZohoSandbox } from './sandbox/create-zoho-sandbox.ts';
import { ZohoIntegration } from './zoho-integration.ts';
import { completeZohoAuthorization, openZohoClient, zohoOAuthProvider } from './zoho-oauth-provider.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const ACME = '+14155550134';
const CONTACTS = [
  {
    First_Name: 'Ana',
    Last_Name: 'Ruiz',
    Phone: '(415) 555-0132',
    Email: 'ruiz@acme.test',
    Account_Name: { name: 'Acme', id: '5725767030000000001' },
  },
  { First_Name: 'Bo', Last_Name: 'Ngata 🎈', Mobile: BO },
  { First_Name: null, Last_Name: 'Cher' },
];
const ACCOUNTS = [{ Account_Name: 'Acme', Phone: ACME }];

let journey: Awaited<ReturnType<typeof start>>;

const start = async () =>
  startJourney({
    connector: 'zoho',
    crms: ({ clock, deliver }) => ({ zoho: createZohoSandbox({ clock, contacts: CONTACTS, accounts: ACCOUNTS, deliver }) }),
    join({ crms: { zoho }, urls, clock, logger }) {
      Object.assign(zoho, { apiDomain: urls.zoho, accountsServer: urls.zoho });
      const { clientId, clientSecret } = zoho;
      const provider = zohoOAuthProvider({ clientId, clientSecret, accountsUrl: urls.zoho, allowLoopback: true });
      return {
        account: oauthAccount(provider, completeZohoAuthorization),
        async openIntegration({ vault, integrationId, dependencies }) {
          const client = await openZohoClient({ provider, vault, integrationId, clock, logger });
          return new ZohoIntegration({ ...dependencies, client });
        },
      };
    },
  });

beforeAll(async () => {
  journey = await start();
  journey.secrets.add(/\bana\b|\banita\b|ruiz|ngata|\bcher\b/i, /\+?1?415555/);
});

afterAll(async () => journey.close());

/** Has Zoho deliver what is due until it is so. */
const untilDelivered = async (isSo: () => boolean, what: string): Promise<void> =>
  journey.untilDelivered(async () => journey.crms.zoho.channels.deliveries.flush(), isSo, what);

const textOf = (call: Readonly<Record<string, unknown>> | undefined): string => String((call?.['Description'] as string | undefined) ?? '');
/** The calls that link to a call of Quo, as `?at=AC1`. */
const callsOf = (id: string) => journey.crms.zoho.calls().filter((call) => new RegExp(`=${id}(?!\\d)`).test(textOf(call)));
const idOf = (place: number): string => journey.crms.zoho.contacts.all()[place]!.id;
const quoNames = () => journey.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
/** Those of which something is to be in Zoho at the end. */
const written: string[] = [];

describe('a company of Zoho CRM and a workspace of Quo, over HTTP', () => {
  it('are connected with OAuth, set up when the key of Quo works, and synced', async () => {
    await connectAndSync(journey, { contacts: 3 });
    expect(quoNames()).toEqual(expect.arrayContaining(['Ana', 'Bo', 'Acme']));
    expect(journey.crms.zoho.channels.live).toHaveLength(1);
    const { accessToken, refreshToken, clientSecret, channels } = journey.crms.zoho;
    journey.secrets.keep(accessToken, refreshToken, clientSecret, channels.live[0]?.token);
  });

  it('turn a call into one record, in whatever order its recording and its summary are delivered, each of them twice', async () => {
    const calls = await journey.calls.answerInEachOrder(ANA);
    await journey.until(
      () => calls.every((id) => /Recording \(1:16\)[^]*Asked for prices/.test(textOf(callsOf(id)[0]))),
      'all is delivered',
    );
    for (const id of calls)
      expect(callsOf(id)).toMatchObject([
        { Who_Id: { id: idOf(0) }, Call_Duration: '01:16', Voice_Recording__s: expect.stringMatching(/^https:/) as string },
      ]);
    written.push(...calls);
  });

  it('file a call with the account whose number it was, where no contact has it', async () => {
    const id = journey.quo.phone.call({ with: ACME, status: 'no-answer' });
    written.push(id);
    expect(await journey.calls.deliver(journey.calls.eventsOf(id)[0])).toBe(200);
    await journey.until(() => callsOf(id).length > 0, 'the call is written');
    const [account] = journey.crms.zoho.accounts.list();
    expect(callsOf(id)).toMatchObject([{ Call_Type: 'Missed', What_Id: { id: account!.id }, $se_module: 'Accounts' }]);
  });

  it('turn a text into one note, escaped', async () => {
    await journey.calls.text(BO, 'See you at five <b>sharp</b>');
    await journey.until(() => journey.crms.zoho.notes().length > 0, 'the text is written');
    expect(journey.crms.zoho.notes()).toMatchObject([{ Parent_Id: { id: idOf(1) } }]);
    expect(journey.crms.zoho.notes()[0]?.['Note_Content']).toContain('Received: See you at five &lt;b&gt;sharp&lt;/b&gt;');
    expect(journey.crms.zoho.notes()[0]?.['Note_Title']).not.toMatch(/🎈/u);
  });

  it('update a changed contact in Quo, and delete a deleted one', async () => {
    journey.crms.zoho.contacts.change(idOf(0), { First_Name: 'Anita' });
    await untilDelivered(() => quoNames().includes('Anita'), 'the change is in Quo');
    journey.crms.zoho.contacts.delete(idOf(1));
    await untilDelivered(() => journey.quo.size === 2, 'the contact that was deleted is gone from Quo');
    expect(quoNames()).toEqual(expect.arrayContaining(['Anita', 'Acme']));
  });

  it('refuse what is forged, and store nothing of it', async () => {
    await journey.calls.expectForgeriesRefused(ANA);
    const [channel] = journey.crms.zoho.channels.live;
    const body = JSON.parse(journey.crms.zoho.channels.deliveries.events.at(-1) ?? '') as object;
    const post = async (changes: object): Promise<number> =>
      (await fetch(channel?.notify_url ?? '', { method: 'POST', body: JSON.stringify({ ...body, ...changes }) })).status;
    expect(await post({ token: 'another' })).toBe(401);
    expect(await post({ token: undefined })).toBe(401);
    expect(await post({ channel_id: '1' })).toBe(401);
    expect(await post({ ids: [] })).toBe(400);
    expect(await post({ module: 'Deals' })).toBe(200);
  });

  it('leave each other when the integration is deleted', async () => {
    await journey.services.lifecycle.delete(INTEGRATION);
    await untilDeleted(journey);
    expect(journey.crms.zoho.channels.live).toEqual([]);
  });

  it('hold in the end exactly what they should', async () => {
    expect(journey.crms.zoho.calls()).toHaveLength(written.length);
    for (const id of written) expect(callsOf(id)).toHaveLength(1);
    expect(journey.crms.zoho.notes()).toHaveLength(1);
    expect(journey.quo.contacts().map(({ externalId, source }) => [externalId, source])).toEqual(
      expect.arrayContaining([
        [idOf(0), 'zoho'],
        [journey.crms.zoho.accounts.list()[0]!.id, 'zoho'],
      ]),
    );
    await expectNothingLeft(journey);
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    const { calls, notes } = journey.crms.zoho;
    journey.secrets.expectNoneLogged([CONTACTS, journey.quo.contacts(), calls(), notes()]);
  });
});
