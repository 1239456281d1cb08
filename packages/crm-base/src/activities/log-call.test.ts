import { ApiRefusedError, ApiUnavailableError } from '@frigg-crm/http';
import { NO_CALL_FACTS, type ActivityLine } from '@frigg-crm/quo';
import { describe, expect, it } from 'vitest';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { CrmPersonRef } from '../connector/logged-activity.ts';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall } from '../test-support/fake-workspace.ts';
import { INBOX } from '@frigg-crm/core/adapter';

const ANA = '+14155550132';
const BO = '+14155550133';
const facts = { ...NO_CALL_FACTS, call: aCall(), deepLink: 'https://my.example/c/1' };
const REFUSED = { api: 'Fake', operation: 'POST /activities' };

function worldWith(...phones: readonly string[]): ActivitySystem {
  const system = createActivitySystem();
  system.activities.people = new Map(phones.map((phone, index) => [phone, { objectType: 'Person', externalId: `p${index}` }]));
  system.workspace.calls.set('AC1', aCall());
  return system;
}

function contents({ activities }: ActivitySystem): readonly string[] {
  return [...activities.stored.values()].map(({ content }) => content);
}

describe('a call', () => {
  it('becomes one activity on the contact, as the connector wants it written', async () => {
    const system = worldWith(ANA);
    const result = await system.log.logCall(system.integration, { callId: 'AC1', facts });
    expect(result).toEqual({
      kind: 'logged',
      participants: [{ contactPhone: ANA, logged: true, action: 'created', activityId: 'activity-1' }],
    });
    expect([...system.activities.stored.values()]).toEqual([
      {
        id: 'activity-1',
        kind: 'call',
        sourceId: 'AC1',
        contactPhone: ANA,
        person: { objectType: 'Person', externalId: 'p0' },
        direction: 'inbound',
        timestamp: '2026-01-05T10:00:00.000Z',
        durationSeconds: 76,
        isAnswered: true,
        quoUser: { id: 'US1', name: 'Ann Lee', email: 'ann@example.com' },
        line: { number: '+15551234567', name: 'Sales Line', symbol: '📞' },
        title: '☎️  Call +14155550132 → 📞 Sales Line +15551234567',
        content: 'Incoming answered by Ann Lee\n\n[View the call activity in Quo](https://my.example/c/1)',
      },
    ]);
  });

  it('B71: that is reported twice stays one activity, and the second time nothing is written', async () => {
    const system = worldWith(ANA);
    await system.log.logCall(system.integration, { callId: 'AC1', facts });
    const again = await system.log.logCall(system.integration, { callId: 'AC1', facts });
    expect(again).toMatchObject({ participants: [{ action: 'unchanged', activityId: 'activity-1' }] });
    expect(system.activities.calls).toEqual(['search', 'create']);
  });

  it('B73: whose summary comes first ends as one activity with everything in it', async () => {
    const system = worldWith(ANA);
    const summary = { status: 'completed', summary: ['Asked for prices'], nextSteps: [], jobs: [] };
    const recording = { id: 'CR1', url: 'https://files.example/a.mp3', durationSeconds: 76, status: 'completed', startedAt: null };
    await system.log.logCall(system.integration, { callId: 'AC1', facts: { ...NO_CALL_FACTS, summary } });
    await system.log.logCall(system.integration, { callId: 'AC1', facts });
    await system.log.logCall(system.integration, { callId: 'AC1', facts: { ...facts, recordings: [recording] } });
    expect(contents(system)).toEqual([
      'Incoming answered by Ann Lee\n\n[▶️ Recording (1:16)](https://files.example/a.mp3)\n\n**Summary:**\n• Asked for prices\n\n[View the call activity in Quo](https://my.example/c/1)',
    ]);
    expect([...system.activities.stored.values()]).toMatchObject([{ recordingUrl: recording.url }]);
  });

  it('looks for the recording where a summary has come and its event has not', async () => {
    const system = worldWith(ANA);
    system.workspace.recordings.set('AC1', [{ id: 'CR1', url: null, durationSeconds: 76, status: 'completed', startedAt: null }]);
    const summary = { status: 'completed', summary: ['Asked for prices'], nextSteps: [], jobs: [] };
    await system.log.logCall(system.integration, { callId: 'AC1', facts: { ...NO_CALL_FACTS, summary } });
    expect(contents(system)[0]).toContain('▶️ Recording (1:16)');
  });

  it('B72: with two contacts becomes two activities, each of which is updated in place', async () => {
    const system = worldWith(ANA, BO);
    const participants = [ANA, '+15551234567', BO];
    const call = aCall({ participants });
    system.workspace.calls.set('AC1', call);
    await system.log.logCall(system.integration, { callId: 'AC1', facts: { ...facts, call } });
    const summary = { status: 'completed', summary: ['Asked for prices'], nextSteps: [], jobs: [] };
    await system.log.logCall(system.integration, { callId: 'AC1', facts: { ...NO_CALL_FACTS, summary } });
    expect([...system.activities.stored.values()].map(({ id, contactPhone }) => [id, contactPhone])).toEqual([
      ['activity-1', ANA],
      ['activity-2', BO],
    ]);
    for (const content of contents(system)) expect(content).toContain('Asked for prices');
  });

  it('is written to no contact with a number of the workspace, whether its line is synced or not', async () => {
    const system = worldWith(ANA, '+15557654321', '+15551234567');
    const participants = [ANA, '+15551234567', '(555) 765-4321', '+15557654321'];
    system.workspace.lines[1] = { ...system.workspace.lines[1]!, formattedNumber: '(555) 765-4321' };
    system.workspace.calls.set('AC1', aCall({ participants }));
    expect(await system.log.logCall(system.integration, { callId: 'AC1' })).toMatchObject({ participants: [{ contactPhone: ANA }] });
    system.workspace.calls.set('AC2', aCall({ id: 'AC2', participants: ['+15551234567', '+15557654321'] }));
    expect(await system.log.logCall(system.integration, { callId: 'AC2' })).toEqual({ kind: 'skipped', reason: 'internal' });
  });

  it('is written to the caller where Quo does not show the lines of the workspace', async () => {
    const system = worldWith(ANA, '+15551234567');
    system.workspace.pass = (call) => {
      if (call === 'lines') throw new ApiRefusedError({ ...REFUSED, status: 404 });
    };
    const result = await system.log.logCall(system.integration, { callId: 'AC1' });
    expect(result).toMatchObject({ participants: [{ contactPhone: ANA, logged: true }] });
  });

  it('waits where Quo cannot show the lines of the workspace now', async () => {
    const system = worldWith(ANA);
    system.workspace.pass = (call) => {
      if (call === 'lines') throw new ApiUnavailableError({ ...REFUSED, status: 503 });
    };
    await expect(system.log.logCall(system.integration, { callId: 'AC1', facts })).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(system.activities.stored.size).toBe(0);
  });

  it.each([
    ['without participants', (system: ActivitySystem) => system.workspace.calls.set('AC1', aCall({ participants: [] })), 'no-participants'],
    ['that Quo does not know', (system: ActivitySystem) => system.workspace.calls.clear(), 'call-not-found'],
    [
      'P14: with more than two participants, which Quo does not show',
      (system: ActivitySystem) => system.workspace.groupCalls.add('AC1'),
      'group-call',
    ],
  ])('%s is skipped', async (_what, prepare, reason) => {
    const system = worldWith(ANA);
    prepare(system);
    expect(await system.log.logCall(system.integration, { callId: 'AC1' })).toEqual({ kind: 'skipped', reason });
    expect(system.activities.calls).toEqual([]);
  });

  it('P6: with an unknown contact is no failure', async () => {
    const system = worldWith();
    const result = await system.log.logCall(system.integration, { callId: 'AC1', facts });
    expect(result).toEqual({ kind: 'logged', participants: [{ contactPhone: ANA, logged: false, reason: 'contact-not-found' }] });
  });

  it('of a hidden caller has no contact to be written to', async () => {
    const system = worldWith(ANA);
    system.workspace.calls.set('AC1', aCall({ participants: ['anonymous', '+15551234567'] }));
    const result = await system.log.logCall(system.integration, { callId: 'AC1' });
    expect(result).toMatchObject({ participants: [{ logged: false, reason: 'number-hidden' }] });
  });

  it('P15: that the assistant took asks for no user', async () => {
    const system = worldWith(ANA);
    const call = aCall({ aiHandled: 'ai-agent', answeredBy: 'SY1', userId: 'SY1' });
    system.workspace.calls.set('AC1', call);
    await system.log.logCall(system.integration, { callId: 'AC1', facts: { ...facts, call } });
    expect(contents(system)[0]).toMatch(/^Handled by Sona/);
    expect(system.workspace.asked).not.toContain('user');
  });

  it('P12: is written without a name where the user cannot be looked up', async () => {
    const system = worldWith(ANA);
    system.workspace.pass = (call) => {
      if (call === 'user') throw new ApiUnavailableError({ ...REFUSED, status: 503 });
    };
    await system.log.logCall(system.integration, { callId: 'AC1', facts });
    expect(contents(system)[0]).toMatch(/^Incoming answered by Quo User/);
  });

  it('B70: finds people who were synced without a search, and remembers those whom a search has found', async () => {
    const system = worldWith(BO);
    const scope = { integrationId: 'i1', objectType: 'Person' };
    const write = { externalId: 'synced', contentHash: 'h', sourceModifiedAt: null };
    await system.mappings.beginWrites({ ...scope, claimId: 'c', people: [write], claimTtlMs: 1000 });
    const person = { externalId: 'synced', contentHash: 'h', quoContactId: 'q', phoneNumbers: [ANA] };
    await system.mappings.confirmWrites({ ...scope, claimId: 'c', people: [person] });
    for (const [id, phone] of [
      ['AC1', ANA],
      ['AC2', BO],
      ['AC3', BO],
    ] as const) {
      system.workspace.calls.set(id, aCall({ id, participants: [phone, '+15551234567'] }));
      await system.log.logCall(system.integration, { callId: id });
    }
    expect([...system.activities.stored.values()].map(({ person: { externalId } }) => externalId)).toEqual(['synced', 'p0', 'p0']);
    expect(system.activities.calls.filter((call) => call === 'search')).toHaveLength(1);
  });

  it('belongs to none of those with the number whom the connector does not count to its line', async () => {
    const system = worldWith();
    const scope = { integrationId: 'i1', objectType: 'Person', claimId: 'c' };
    for (const externalId of ['north-1', 'south-1']) {
      const write = { externalId, contentHash: 'h', sourceModifiedAt: null };
      await system.mappings.beginWrites({ ...scope, people: [write], claimTtlMs: 1000 });
      await system.mappings.confirmWrites({
        ...scope,
        people: [{ externalId, contentHash: 'h', quoContactId: externalId, phoneNumbers: [ANA] }],
      });
    }
    Object.assign(system.integration, {
      isContactOfLine: (person: CrmPersonRef, line?: ActivityLine) => person.externalId.startsWith('south') && line?.name === 'Sales Line',
    } satisfies Pick<CrmIntegration, 'isContactOfLine'>);
    await system.log.logCall(system.integration, { callId: 'AC1', facts });
    expect([...system.activities.stored.values()].map(({ person: { externalId } }) => externalId)).toEqual(['south-1']);
  });
});

describe('the voicemail of a missed call', () => {
  const missed = aCall({ status: 'no-answer', answeredAt: null, answeredBy: null, durationSeconds: 0 });
  const entry = { collection: INBOX, integrationId: 'i1', id: 'lookup:AC1:1' };

  it('B75: is looked for later, through the inbox, a few times', async () => {
    const system = worldWith(ANA);
    system.workspace.calls.set('AC1', missed);
    for (const lookups of [0, 1, 2, 3]) await system.log.logCall(system.integration, { callId: 'AC1', lookups });
    const due = await system.documents.query({ collection: INBOX, limit: 10 });
    expect(due.map(({ id, dueAt }) => [id, dueAt])).toEqual([
      ['lookup:AC1:1', '2026-01-05T10:00:10.000Z'],
      ['lookup:AC1:2', '2026-01-05T10:01:00.000Z'],
      ['lookup:AC1:3', '2026-01-05T10:05:00.000Z'],
    ]);
  });

  it('is added to the activity when it is there', async () => {
    const system = worldWith(ANA);
    system.workspace.calls.set('AC1', missed);
    await system.log.logCall(system.integration, { callId: 'AC1' });
    expect(system.workspace.asked).not.toContain('voicemail');
    system.workspace.voicemails.set('AC1', {
      id: 'VM1',
      status: 'completed',
      durationSeconds: 35,
      transcript: 'Call me back',
      url: 'https://files.example/vm.mp3',
    });
    await system.log.logCall(system.integration, { callId: 'AC1', lookups: 1 });
    expect(contents(system)).toEqual([
      'Incoming missed\n\n**Voicemail:**\n• [Listen to voicemail](https://files.example/vm.mp3) (0:35)\n\n**Transcript:**\nCall me back',
    ]);
    expect(await system.documents.find({ ...entry, id: 'lookup:AC1:2' })).toBeUndefined();
  });

  it('is looked for even though the queue is away', async () => {
    const system = worldWith(ANA);
    system.workspace.calls.set('AC1', missed);
    await system.workQueue.close();
    await system.log.logCall(system.integration, { callId: 'AC1' });
    expect(await system.documents.find(entry)).toMatchObject({ dueAt: '2026-01-05T10:00:10.000Z' });
  });

  it('is not looked for when the call was answered', async () => {
    const system = worldWith(ANA);
    await system.log.logCall(system.integration, { callId: 'AC1', lookups: 1 });
    expect(system.workspace.asked).not.toContain('voicemail');
    expect(await system.documents.query({ collection: INBOX, limit: 10 })).toEqual([]);
  });
});
