import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJourney, type JourneySystem } from './test-support/journey-system.ts';

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

let system: JourneySystem;
/** What must stand in no log. */
const secrets: RegExp[] = [
  /\bana\b|\banita\b|ruiz|ngata|\bcher\b/i,
  /\+?1?415555/,
  /5551234567|5557654321|ann@example|Ann Lee/,
  /Call me back|Asked for prices|See you at five/,
];

function keepSecret(text: string | null | undefined): void {
  if (text == null || text === '') throw new Error('there is no such secret');
  secrets.push(new RegExp(text.replaceAll(/[^\w]/g, String.raw`\$&`)));
}

beforeAll(async () => {
  system = await startJourney({ contacts: CONTACTS, accounts: ACCOUNTS });
});

afterAll(async () => system.close());

/** Sends an event to the app as Quo does: again after a failure. @returns the status. */
async function deliver(delivery: SandboxDelivery | undefined): Promise<number> {
  if (delivery === undefined) throw new Error('there is no such event');
  for (let attempt = 1; ; attempt += 1) {
    const { status } = await fetch(delivery.toRequest());
    if (status !== 503 || attempt === 3) return status;
  }
}

/** Has Zoho deliver what is due until it is so. */
async function untilDelivered(isSo: () => boolean, what: string): Promise<void> {
  await system.until(async () => {
    await system.zoho.channels.deliveries.flush();
    return isSo();
  }, what);
}

function eventsOf(id: string): readonly SandboxDelivery[] {
  return system.quo.webhooks.events().filter(({ body }) => body.includes(`"${id}"`));
}

const textOf = (call: Readonly<Record<string, unknown>> | undefined): string => String((call?.['Description'] as string | undefined) ?? '');
/** The calls that link to a call of Quo, as `?at=AC1`. */
const callsOf = (id: string) => system.zoho.calls().filter((call) => new RegExp(`=${id}(?!\\d)`).test(textOf(call)));
const idOf = (place: number): string => system.zoho.contacts.all()[place]!.id;
const quoNames = () => system.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
/** Those of which something is to be in Zoho at the end. */
const written: string[] = [];

describe('a company of Zoho CRM and a workspace of Quo, over HTTP', () => {
  it('are connected with OAuth, set up when the key of Quo works, and synced', async () => {
    await system.connect();
    await system.until(async () => (await system.integration())?.setUpAt != null, 'the set-up ran');
    await system.until(() => system.quo.size === 3, 'every contact and account with a number is in Quo');
    expect(quoNames()).toEqual(expect.arrayContaining(['Ana', 'Bo', 'Acme']));
    expect(system.zoho.channels.live).toHaveLength(1);
    expect(system.quo.webhooks.subscriptions()).toHaveLength(3);
    for (const secret of [system.zoho.accessToken, system.zoho.refreshToken, system.zoho.clientSecret, system.zoho.channels.live[0]?.token])
      keepSecret(secret);
    for (const { key } of system.quo.webhooks.subscriptions()) keepSecret(key);
  });

  it('turn a call into one record, in whatever order its recording and its summary are delivered, each of them twice', async () => {
    const types = ['call.completed', 'call.recording.completed', 'call.summary.completed'];
    const calls = [types, types.toReversed(), [types[2]!, types[0]!, types[1]!]].map((order) => {
      const id = system.quo.phone.call({ with: ANA });
      system.quo.phone.addRecording(id);
      system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      return { id, order };
    });
    for (const { id, order } of calls)
      for (const type of [...order, ...order]) expect(await deliver(eventsOf(id).find((event) => event.type === type))).toBe(200);
    await system.until(
      () => calls.every(({ id }) => /Recording \(1:16\)[^]*Asked for prices/.test(textOf(callsOf(id)[0]))),
      'all is delivered',
    );
    for (const { id } of calls)
      expect(callsOf(id)).toMatchObject([
        { Who_Id: { id: idOf(0) }, Call_Duration: '01:16', Voice_Recording__s: expect.stringMatching(/^https:/) as string },
      ]);
    written.push(...calls.map(({ id }) => id));
  });

  it('file a call with the account whose number it was, where no contact has it', async () => {
    const id = system.quo.phone.call({ with: ACME, status: 'no-answer' });
    written.push(id);
    expect(await deliver(eventsOf(id)[0])).toBe(200);
    await system.until(() => callsOf(id).length > 0, 'the call is written');
    const [account] = system.zoho.accounts.list();
    expect(callsOf(id)).toMatchObject([{ Call_Type: 'Missed', What_Id: { id: account!.id }, $se_module: 'Accounts' }]);
  });

  it('turn a text into one note, escaped', async () => {
    const id = system.quo.phone.text({ with: BO, text: 'See you at five <b>sharp</b>' });
    const [event] = eventsOf(id);
    for (const _time of [1, 2, 3]) expect(await deliver(event)).toBe(200);
    await system.until(() => system.zoho.notes().length > 0, 'the text is written');
    expect(system.zoho.notes()).toMatchObject([{ Parent_Id: { id: idOf(1) } }]);
    expect(system.zoho.notes()[0]?.['Note_Content']).toContain('Received: See you at five &lt;b&gt;sharp&lt;/b&gt;');
    expect(system.zoho.notes()[0]?.['Note_Title']).not.toMatch(/🎈/u);
  });

  it('update a changed contact in Quo, and delete a deleted one', async () => {
    system.zoho.contacts.change(idOf(0), { First_Name: 'Anita' });
    await untilDelivered(() => quoNames().includes('Anita'), 'the change is in Quo');
    system.zoho.contacts.delete(idOf(1));
    await untilDelivered(() => system.quo.size === 2, 'the contact that was deleted is gone from Quo');
    expect(quoNames()).toEqual(expect.arrayContaining(['Anita', 'Acme']));
  });

  it('refuse what is forged, and store nothing of it', async () => {
    const [channel] = system.zoho.channels.live;
    const body = JSON.parse(system.zoho.channels.deliveries.events.at(-1) ?? '') as object;
    const post = async (changes: object): Promise<number> =>
      (await fetch(channel?.notify_url ?? '', { method: 'POST', body: JSON.stringify({ ...body, ...changes }) })).status;
    expect(await post({ token: 'another' })).toBe(401);
    expect(await post({ token: undefined })).toBe(401);
    expect(await post({ channel_id: '1' })).toBe(401);
    expect(await post({ ids: [] })).toBe(400);
    expect(await post({ module: 'Deals' })).toBe(200);
  });

  it('leave each other when the integration is deleted', async () => {
    await system.services.lifecycle.delete('integration-1');
    await system.until(async () => (await system.integration()) === undefined, 'the integration is deleted');
    expect([system.zoho.channels.live, system.quo.webhooks.subscriptions()]).toEqual([[], []]);
  });

  it('hold in the end exactly what they should', async () => {
    expect(system.zoho.calls()).toHaveLength(written.length);
    for (const id of written) expect(callsOf(id)).toHaveLength(1);
    expect(system.zoho.notes()).toHaveLength(1);
    expect(system.quo.contacts().map(({ externalId, source }) => [externalId, source])).toEqual(
      expect.arrayContaining([
        [idOf(0), 'zoho'],
        [system.zoho.accounts.list()[0]!.id, 'zoho'],
      ]),
    );
    for (const name of ['oauth', 'quo', 'crm-webhooks', 'quo-webhooks'])
      expect(await system.vault.read({ integrationId: 'integration-1', name })).toBeUndefined();
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    expect(system.logged.length).toBeGreaterThan(20);
    const inBoth = JSON.stringify([CONTACTS, system.quo.contacts(), system.zoho.calls(), system.zoho.notes()]);
    expect(inBoth).toMatch(/Asked for prices/);
    for (const secret of secrets) expect(system.logged.filter((line) => secret.test(line))).toEqual([]);
  });
});
