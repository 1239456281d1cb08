import type { SandboxDelivery } from '@frigg-crm/quo/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toSandboxId } from './sandbox/sandbox-ids.ts';
import type { SandboxNote } from './sandbox/sandbox-notes.ts';
import { signHmac } from '@frigg-crm/http/sandbox';
import { startJourney, type JourneySystem } from './test-support/journey-system.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const PEOPLE = [
  { name: { first: 'Ana', last: 'Ruiz' }, phones: [ANA], emails: ['ruiz@acme.test'], jobTitle: 'Buyer' },
  { name: { first: 'Bo', last: 'Ngata 🎈' }, phones: [BO] },
  { name: { first: 'Cher', last: '' }, phones: [] },
];

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
  system = await startJourney(PEOPLE);
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

/** Has Attio deliver what is due, again where that is due, until it is so. */
async function untilDelivered(isSo: () => boolean, what: string): Promise<void> {
  await system.until(async () => {
    await system.attio.webhooks.flush();
    return isSo();
  }, what);
}

function eventsOf(id: string): readonly SandboxDelivery[] {
  return system.quo.webhooks.events().filter(({ body }) => body.includes(`"${id}"`));
}

/** The notes that link to a call or a message, as `?at=AC1`. */
function notesOf(id: string): readonly SandboxNote[] {
  return system.attio.notes().filter(({ content }) => content.includes(`=${id})`));
}

function noteOf(id: string): string {
  return notesOf(id)[0]?.content ?? '';
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** Takes the steps of each call in its own order, twice; the calls go on side by side. */
async function inEachOrder(
  calls: readonly string[],
  orders: readonly (readonly string[])[],
  take: (callId: string, step: string) => Promise<number>,
): Promise<void> {
  const walks = orders.map(async (order, index) => {
    for (const step of [...order, ...order]) expect(await take(calls[index] ?? '', step)).toBe(200);
  });
  await Promise.all(walks);
}

const withoutIds = (note: string): string => note.replaceAll(/(?:AC|CR|CN|VM)\d+/g, 'ID');
const textNotes = () => system.attio.notes().filter(({ title }) => title.includes('Message'));
const quoNames = () => system.quo.contacts().map(({ defaultFields }) => defaultFields.firstName);
/** Those of which something is to be in Attio at the end. */
const written: string[] = [];

describe('an account of Attio and a workspace of Quo, over HTTP', () => {
  it('are connected with OAuth, set up when the key of Quo works, and synced', async () => {
    await system.connect();
    expect(await system.integration()).toMatchObject({ status: 'ENABLED', setUpAt: null });
    await system.until(async () => (await system.integration())?.setUpAt !== null, 'the set-up ran');
    await system.until(() => system.quo.size === 2, 'every person with a number is in Quo');
    expect(quoNames()).toEqual(expect.arrayContaining(['Ana', 'Bo']));
    expect(system.attio.webhooks.all).toHaveLength(1);
    expect(system.quo.webhooks.subscriptions()).toHaveLength(3);
    expect((await system.integration())?.config).toMatchObject({ enabledPhoneIds: ['PN1', 'PN2'] });
    keepSecret(system.attio.accessToken);
    keepSecret(system.attio.clientSecret);
    keepSecret(system.attio.webhooks.all[0]?.secret);
    for (const { key } of system.quo.webhooks.subscriptions()) keepSecret(key);
  });

  it('turn a call into one note, in whatever order its recording and its summary are delivered, each of them twice (acceptance 40, 42)', async () => {
    const orders = permutations(['call.completed', 'call.recording.completed', 'call.summary.completed']);
    const calls = orders.map(() => {
      const id = system.quo.phone.call({ with: ANA });
      system.quo.phone.addRecording(id);
      system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      return id;
    });
    written.push(...calls);
    await inEachOrder(calls, orders, async (id, type) => deliver(eventsOf(id).find((event) => event.type === type)));
    await system.until(
      () => calls.every((id) => noteOf(id).includes('Asked for prices') && noteOf(id).includes('Recording (1:16)')),
      'all is delivered',
    );
    const [first] = notesOf(calls[0] ?? '');
    expect(first).toMatchObject({ person: 1, format: 'markdown', title: expect.stringContaining('Call') as string });
    for (const id of calls) {
      expect(notesOf(id)).toHaveLength(1);
      expect(withoutIds(noteOf(id))).toBe(withoutIds(first?.content ?? ''));
    }
  });

  it('add the voicemail of a missed call, of which no event comes, whenever it is there', async () => {
    const orders = permutations(['call.completed', 'call.summary.completed', 'voicemail']);
    const calls = orders.map(() => {
      const id = system.quo.phone.call({ with: BO, status: 'no-answer' });
      system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
      return id;
    });
    written.push(...calls);
    await inEachOrder(calls, orders, async (id, step) => {
      if (step !== 'voicemail') return deliver(eventsOf(id).find(({ type }) => type === step));
      system.quo.phone.addVoicemail(id, { transcript: 'Call me back' });
      return 200;
    });
    await system.until(
      () => calls.every((id) => noteOf(id).includes('Call me back') && noteOf(id).includes('Asked for prices')),
      'the voicemail was looked for',
    );
    for (const id of calls) {
      expect(notesOf(id)).toMatchObject([{ person: 2 }]);
      expect(withoutIds(noteOf(id))).toBe(withoutIds(noteOf(calls[0] ?? '')));
    }
  });

  it('turn a text into one note, escaped (acceptance 39, 45)', async () => {
    const id = system.quo.phone.text({ with: BO, text: 'See you at five [x](javascript:1)' });
    const [event] = eventsOf(id);
    for (const _time of [1, 2, 3]) expect(await deliver(event)).toBe(200);
    await system.until(() => textNotes().length > 0, 'the text is written');
    const title = `💬 Message ${BO} → 📞 Sales Line +15551234567`;
    expect(textNotes()).toMatchObject([{ person: 2, title, format: 'markdown' }]);
    expect(textNotes()[0]?.content).toMatch(
      /^Received: See you at five \\\[x\\\]\(javascript:1\)\n\n\[View the message activity in Quo\]\(https:\/\/my\.quo\.com\/\S+\)$/,
    );
  });

  it('update a changed person in Quo, replace two who are merged, and delete a deleted one (acceptance 29, 31, 32, 33)', async () => {
    system.attio.people.change(1, { name: { first: 'Anita', last: 'Ruiz' } });
    await untilDelivered(() => quoNames().includes('Anita'), 'the change is in Quo');
    const [hook] = system.attio.webhooks.all;
    const again = system.attio.webhooks.toRequest(hook?.id ?? '', system.attio.webhooks.events.at(-1)!);
    expect((await fetch(system.toApp(again!))).status).toBe(200);
    const { number } = system.attio.people.add({ name: { first: 'Dee', last: 'Two' }, phones: ['+14155550134'] });
    await untilDelivered(() => quoNames().includes('Dee'), 'the new person is in Quo');
    const merged = system.attio.people.merge(2, number);
    const ids = () => system.quo.contacts().map(({ externalId }) => externalId);
    await untilDelivered(
      () => ids().includes(toSandboxId('person', merged.number)) && system.quo.size === 2,
      'only the merged person is left',
    );
    system.attio.people.delete(merged.number);
    // Who is gone before the event is handled, and was never in Quo.
    system.attio.people.delete(system.attio.people.add({ phones: ['+14155550135'] }).number);
    await untilDelivered(() => system.quo.size === 1, 'who was deleted is gone from Quo');
    expect(system.attio.webhooks.pending).toBe(0);
    expect(quoNames()).toEqual(['Anita']);
  });

  it('refuse what is forged, old, cut off or too large, and store nothing of it', async () => {
    const id = system.quo.phone.call({ with: ANA });
    const [event] = eventsOf(id);
    const request = event?.toRequest();
    const headers = Object.fromEntries(request?.headers ?? []);
    const post = async (body: string, changes: Record<string, string> = {}): Promise<number> =>
      (await fetch(event?.url ?? '', { method: 'POST', headers: { ...headers, ...changes }, body })).status;
    const body = event?.body ?? '';
    expect(await post(`${body} `)).toBe(401);
    expect(await post(body, { 'openphone-signature': 'hmac;1;abc' })).toBe(401);
    expect(await post(body.slice(0, 50))).toBe(401);
    expect(await post(`${body}${' '.repeat(262_144)}`)).toBe(413);
    expect((await fetch(event?.toRequest({ atMs: system.clock.now() - 3_600_000 }) ?? '')).status).toBe(401);
    const crmUrl = `${system.appUrl}/webhooks/crm/attio/integration-1`;
    expect((await fetch(crmUrl, { method: 'POST', body: '{}' })).status).toBe(401);
    const [hook] = system.attio.webhooks.all;
    const signature = signHmac(hook?.secret ?? '', '{}');
    expect((await fetch(crmUrl, { method: 'POST', body: '{}', headers: { 'attio-signature': signature } })).status).toBe(400);
  });

  it('say nothing of a line that was deselected', async () => {
    expect(await system.services.lifecycle.update('integration-1', { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    expect(system.quo.webhooks.subscriptions().map(({ resourceIds }) => resourceIds)).toEqual([['PN1'], ['PN1'], ['PN1']]);
    for (const { key } of system.quo.webhooks.subscriptions()) keepSecret(key);
    expect(eventsOf(system.quo.phone.call({ with: ANA, phoneNumberId: 'PN2' }))).toEqual([]);
    const id = system.quo.phone.call({ with: ANA, phoneNumberId: 'PN1' });
    written.push(id);
    expect(await deliver(eventsOf(id)[0])).toBe(200);
    await system.until(() => noteOf(id) !== '', 'the other line is still logged');
  });

  it('leave each other when the integration is deleted', async () => {
    await system.services.lifecycle.delete('integration-1');
    await system.until(
      async () => (await system.integration()) === undefined,
      'the integration is deleted, and no worker can write late any more',
    );
  });

  it('hold in the end exactly what they should', async () => {
    for (const id of written) expect(notesOf(id)).toHaveLength(written.filter((each) => each === id).length);
    expect(system.attio.notes()).toHaveLength(written.length + textNotes().length);
    expect(textNotes()).toHaveLength(1);
    expect(system.attio.webhooks.all).toEqual([]);
    expect(system.quo.webhooks.subscriptions()).toEqual([]);
    expect(system.quo.contacts()).toMatchObject([
      {
        externalId: toSandboxId('person', 1),
        source: 'attio',
        defaultFields: { firstName: 'Anita', lastName: 'Ruiz', role: 'Buyer', phoneNumbers: [{ name: 'Phone', value: ANA }] },
      },
    ]);
    for (const name of ['oauth', 'quo', 'crm-webhooks', 'quo-webhooks'])
      expect(await system.vault.read({ integrationId: 'integration-1', name })).toBeUndefined();
  });

  it('B77: leave no name, number, address, token or text in a log', () => {
    expect(system.logged.length).toBeGreaterThan(20);
    const { attio, quo } = system;
    const written = JSON.stringify([PEOPLE, quo.contacts(), attio.notes()]);
    for (const secret of secrets.slice(0, 4)) expect(written).toMatch(secret);
    for (const secret of secrets) expect(system.logged.filter((line) => secret.test(line))).toEqual([]);
  });
});
