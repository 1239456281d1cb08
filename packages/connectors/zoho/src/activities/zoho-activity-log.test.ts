import { describe, expect, it } from 'vitest';
import { aLoggedCall, aLoggedText } from '../test-support/a-logged-activity.ts';
import { zoho, type ZohoFixture } from '../test-support/zoho-under-test.ts';
import { toZohoCall, toZohoDuration, toZohoNote } from './to-zoho-call.ts';

const LI = { id: 'US1', name: 'Li Wong', email: 'LI@acme.example' };
const posts = ({ sent }: ZohoFixture) => sent.filter(({ method }) => method === 'POST');
const recordOf = (request: { readonly body: unknown } | undefined): unknown =>
  (request!.body as { readonly data: readonly unknown[] }).data[0];

describe('calls in Zoho', () => {
  it('are written with type, start, length, person, recording and owner, and run no workflow (acceptance 27)', async () => {
    const fixture = zoho.open();
    const call = aLoggedCall({
      direction: 'outbound',
      title: 'Call from Sales ☎️ to Ana 👋🏽 Ruiz 🇺🇸',
      quoUser: LI,
      recordingUrl: 'https://files.example/a.mp3',
    });
    const id = await fixture.integration.logCallToActivity(call, {});
    expect(fixture.sandbox.calls()).toMatchObject([{ id }]);
    expect(posts(fixture)[0]?.body).toEqual({
      data: [
        {
          Subject: 'Call from Sales to Ana Ruiz',
          Call_Type: 'Outbound',
          Outgoing_Call_Status: 'Completed',
          Call_Start_Time: '2026-01-05T09:58:30+00:00',
          Call_Duration: '02:05',
          Description: call.content,
          Voice_Recording__s: 'https://files.example/a.mp3',
          Owner: { id: '5725767000000300001' },
          Who_Id: { id: '5725767010000000001' },
        },
      ],
      trigger: [],
    });
  });

  it('that were missed have no length, but their voicemail (acceptance 28)', () => {
    const missed = aLoggedCall({ isAnswered: false, durationSeconds: 12, recordingUrl: 'https://files.example/vm.mp3' });
    expect(toZohoCall(missed)).toMatchObject({ type: 'Missed', duration: undefined, recordingUrl: 'https://files.example/vm.mp3' });
  });

  it.each([0, null, 12])(
    'P44: that went out and were not answered, after %j seconds, never have the length zero (acceptance 29)',
    async (durationSeconds) => {
      const fixture = zoho.open();
      await fixture.integration.logCallToActivity(aLoggedCall({ direction: 'outbound', isAnswered: false, durationSeconds }), {});
      expect(fixture.sandbox.calls()).toMatchObject([{ Call_Type: 'Outbound', Call_Duration: '00:01' }]);
    },
  );

  it.each([
    [1, '00:01'],
    [125, '02:05'],
    [4500, '75:00'],
    [36_000, '600:00'],
    [0, '00:01'],
    [null, '00:01'],
  ])('of %j seconds are written as %s (acceptance 30)', (seconds, text) => {
    expect(toZohoDuration(seconds)).toBe(text);
  });

  it('of a lead and an account name the module', async () => {
    const fixture = zoho.open({ leads: 1, accounts: 1 }, { integration: { objectTypes: ['Lead', 'Account'] } });
    const [lead, account] = [fixture.sandbox.leads, fixture.sandbox.accounts].map((store) => store.list()[0]!.id);
    await fixture.integration.logCallToActivity(aLoggedCall({ person: { objectType: 'Lead', externalId: lead! } }), {});
    await fixture.integration.logCallToActivity(aLoggedCall({ person: { objectType: 'Account', externalId: account! } }), {});
    expect(posts(fixture).map(recordOf)).toMatchObject([
      { What_Id: { id: lead }, $se_module: 'Leads' },
      { What_Id: { id: account }, $se_module: 'Accounts' },
    ]);
  });

  it('have no emoji and 255 characters at most in their subject (acceptance 35)', () => {
    const { subject } = toZohoCall(aLoggedCall({ title: `Call 🎈  from ${'Ana '.repeat(100)}` }));
    expect(subject).toHaveLength(255);
    expect(subject).toMatch(/^Call from Ana Ana .*…$/);
    expect(toZohoCall(aLoggedCall({ title: '👩🏽‍💻' })).subject).toBe('Call');
    expect(toZohoCall(aLoggedCall({ content: 'x'.repeat(40_000) })).description).toHaveLength(32_000);
  });

  it('are changed in their place, and written again when a user has deleted them (acceptance 31, 33)', async () => {
    const { integration, sandbox, client } = zoho.open();
    const id = await integration.logCallToActivity(aLoggedCall(), {});
    const later = aLoggedCall({ content: 'Summary', recordingUrl: 'https://files.example/a.mp3' });
    expect(await integration.updateActivity(id, later, {})).toBe('updated');
    expect(sandbox.calls()).toMatchObject([{ id, Description: 'Summary', Voice_Recording__s: 'https://files.example/a.mp3' }]);
    await client.calls.delete(id);
    expect(await integration.updateActivity(id, later, {})).toBe('gone');
  });

  it('of two people are two records, each of which is found again alone (acceptance 32)', async () => {
    const { integration, sandbox } = zoho.open();
    const [one, other] = sandbox.contacts
      .list()
      .map(({ id: externalId }) => aLoggedCall({ person: { objectType: 'Contact', externalId } }));
    const ids = [await integration.logCallToActivity(one!, {}), await integration.logCallToActivity(other!, {})];
    expect([await integration.findLoggedActivity(one!, {}), await integration.findLoggedActivity(other!, {})]).toEqual(ids);
  });

  it('are found again by the link to them, though lists cut long texts', async () => {
    const { integration } = zoho.open();
    const long = (link: string): string => `${'x'.repeat(2000)}\r\nView: https://my.quo.com/${link}`;
    const first = await integration.logCallToActivity(aLoggedCall({ content: long('AC1') }), {});
    expect(await integration.findLoggedActivity(aLoggedCall({ content: long('AC2') }), {})).toBeUndefined();
    expect(await integration.findLoggedActivity(aLoggedCall({ content: long('AC1') }), {})).toBe(first);
  });

  it('that are refused inside a status of success fail with code and field (acceptance 38)', async () => {
    const fixture = zoho.open();
    const item = { code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Call_Duration' }, message: 'm', status: 'error' };
    fixture.intercept = ({ method }) => (method === 'POST' ? Response.json({ data: [item] }, { status: 201 }) : undefined);
    const logging = fixture.integration.logCallToActivity(aLoggedCall(), {});
    await expect(logging).rejects.toMatchObject({ code: 'API_REFUSED', apiCode: 'MANDATORY_NOT_FOUND', fields: ['Call_Duration'] });
  });

  it('that a missing scope forbids are not sent again (acceptance 37)', async () => {
    const fixture = zoho.open();
    fixture.intercept = ({ method }) =>
      method === 'POST'
        ? Response.json({ code: 'OAUTH_SCOPE_MISMATCH', details: {}, message: 'm', status: 'error' }, { status: 401 })
        : undefined;
    const logging = fixture.integration.logCallToActivity(aLoggedCall(), {});
    await expect(logging).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: 'OAUTH_SCOPE_MISMATCH', retryable: false });
    expect(posts(fixture)).toHaveLength(1);
  });

  it('wait for a limit without a hint, and are written once (acceptance 39)', async () => {
    const fixture = zoho.open();
    let refusals = 2;
    fixture.intercept = ({ method }) => {
      if (method !== 'POST' || refusals === 0) return undefined;
      refusals -= 1;
      return Response.json({ code: 'TOO_MANY_REQUESTS' }, { status: 429 });
    };
    await fixture.clock.runUntil(fixture.integration.logCallToActivity(aLoggedCall(), {}));
    expect(fixture.sandbox.calls()).toHaveLength(1);
  });

  it('belong to the connected user when the user of Quo is unknown', async () => {
    const fixture = zoho.open();
    await fixture.integration.logCallToActivity(aLoggedCall({ quoUser: { id: 'US2', name: 'Bo', email: 'bo@acme.example' } }), {});
    expect(recordOf(posts(fixture)[0])).not.toHaveProperty('Owner');
  });
});

describe('texts in Zoho', () => {
  it('become notes on their person, with 120 characters of title and no emoji (acceptance 34, 35)', async () => {
    const fixture = zoho.open();
    const content = '<span>Ann Lee sent: a &lt; b &amp; c</span>';
    await fixture.integration.logSMSToActivity(aLoggedText({ title: `Message 🎈 from ${'Ana '.repeat(50)}`, content }), {});
    const [note] = fixture.sandbox.notes();
    expect(posts(fixture)[0]?.url.pathname).toBe('/crm/v8/Contacts/5725767010000000001/Notes');
    expect(note).toMatchObject({ Note_Content: content });
    expect(note?.['Note_Title']).toHaveLength(120);
    expect(note?.['Note_Title']).not.toMatch(/🎈| {2}/u);
    expect(toZohoNote({ title: '🎈', content: `<b>${'x'.repeat(40_000)}</b>` }).title).toBe('Message');
  });

  it('are not taken for an older text of the same words', async () => {
    const { integration, clock } = zoho.open();
    await integration.logSMSToActivity(aLoggedText(), {});
    const later = aLoggedText({ timestamp: new Date(clock.now() + 60_000).toISOString() });
    expect(await integration.findLoggedActivity(later, {})).toBeUndefined();
  });
});
