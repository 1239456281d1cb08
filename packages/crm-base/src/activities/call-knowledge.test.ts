import { ApiAnswerUnexpectedError, ApiRateLimitedError, ApiRefusedError, ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { NO_CALL_FACTS, type QuoCallFacts } from '@frigg-crm/quo';
import { describe, expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';
const LINE = '+15551234567';
const FACTS = { api: 'Quo', operation: 'GET /v1/calls/{callId}' };
const refused = (status: number): ApiRefusedError => new ApiRefusedError({ ...FACTS, status });
const summary = { status: 'completed', summary: ['Asked for prices'], nextSteps: [], jobs: [] };
const recording = { id: 'CR1', url: 'https://files.example/a.mp3', durationSeconds: 76, status: 'completed', startedAt: null };
const deepLink = 'https://my.example/c/1';

function worldWith(...phones: readonly string[]): ActivitySystem {
  const system = createActivitySystem();
  system.activities.people = new Map(phones.map((phone, index) => [phone, { objectType: 'Person', externalId: `p${index}` }]));
  system.workspace.calls.set('AC1', aCall());
  return system;
}

/** Quo answers one kind of question with an error. */
function fail({ workspace }: ActivitySystem, asked: string, error: Error): void {
  workspace.pass = (call) => {
    if (call === asked) throw error;
  };
}

const log = async (system: ActivitySystem, facts?: Partial<QuoCallFacts>): ReturnType<ActivitySystem['log']['logCall']> =>
  system.newLog().logCall(system.integration, { callId: 'AC1', ...(facts && { facts: { ...NO_CALL_FACTS, ...facts } }) });
const contentOf = ({ activities }: ActivitySystem): string => [...activities.stored.values()].map(({ content }) => content).join();

/** Everything that is known of calls is forgotten, as it is after a month. */
async function forget(system: ActivitySystem): Promise<void> {
  await system.clock.advance(31 * 24 * 3600_000);
  await system.documents.removeExpired({ before: new Date(system.clock.now()).toISOString(), limit: 100 });
}

describe('where Quo does not show the lines of the workspace, the contact', () => {
  const CALLER = '+15559876543';

  it.each([
    ['incoming', [CALLER, LINE]],
    ['outgoing', [LINE, CALLER]],
  ] as const)('of an %s call is known from the order in which Quo names the numbers, not from theirs', async (direction, participants) => {
    const system = worldWith(CALLER, LINE);
    const call = aCall({ direction, participants });
    system.workspace.calls.set('AC1', call);
    fail(system, 'lines', refused(404));
    for (let repetition = 0; repetition < 2; repetition += 1)
      expect(await log(system, { call })).toMatchObject({ participants: [{ contactPhone: CALLER, logged: true }] });
  });

  it('is taken from the event where Quo does not return the call, and unknown where this event lacks it', async () => {
    const system = worldWith(CALLER, LINE);
    system.workspace.calls.clear();
    fail(system, 'lines', refused(404));
    const call = aCall({ participants: [CALLER, LINE] });
    expect(await log(system, { call })).toMatchObject({ participants: [{ contactPhone: CALLER }] });
    expect(await log(system, { summary })).toEqual({ kind: 'skipped', reason: 'no-participants' });
  });

  it('is not guessed while the account is refused', async () => {
    const system = worldWith(CALLER, LINE);
    fail(system, 'lines', new ApiUnauthorizedError({ ...FACTS, status: 401 }));
    await expect(log(system, { call: aCall() })).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
  });
});

describe('a call', () => {
  it('of which all was forgotten keeps what its activity holds, since Quo is asked again', async () => {
    const system = worldWith(ANA);
    system.workspace.summaries.set('AC1', summary);
    system.workspace.recordings.set('AC1', [recording]);
    await log(system, { summary, recordings: [recording], deepLink });
    const before = contentOf(system);
    await forget(system);
    expect(await log(system, { call: aCall({ durationSeconds: 80 }) })).toMatchObject({ participants: [{ action: 'updated' }] });
    expect([...system.activities.stored.values()]).toMatchObject([{ durationSeconds: 80, content: before }]);
    for (const part of ['Recording', 'Asked for prices', deepLink]) expect(before).toContain(part);
  });

  it('of which all was forgotten, by Quo as well, is left alone', async () => {
    const system = worldWith(ANA);
    await log(system, { summary, recordings: [recording], deepLink });
    const before = contentOf(system);
    await forget(system);
    for (const facts of [{ call: aCall({ durationSeconds: 80 }) }, undefined])
      expect(await log(system, facts)).toMatchObject({ participants: [{ action: 'unchanged' }] });
    expect(contentOf(system)).toBe(before);
  });

  it('that a caller asks for gets its summary, recordings and voicemail, whose events were lost', async () => {
    const system = worldWith(ANA);
    await log(system, { call: aCall() });
    system.workspace.summaries.set('AC1', summary);
    system.workspace.recordings.set('AC1', [recording]);
    await log(system);
    expect(contentOf(system)).toContain('Asked for prices');
    expect(contentOf(system)).toContain('Recording');
    const missed = aCall({ status: 'missed', answeredAt: null, answeredBy: null });
    const other = worldWith(ANA);
    other.workspace.calls.set('AC1', missed);
    await log(other, { call: missed });
    const voicemail = {
      id: 'VM1',
      status: 'completed',
      durationSeconds: 35,
      transcript: 'Call me back',
      url: 'https://files.example/v.mp3',
    };
    other.workspace.voicemails.set('AC1', voicemail);
    await log(other);
    expect(contentOf(other)).toContain('Call me back');
  });

  it.each([
    ['refuses to show it', refused(403)],
    ['calls its id wrong', refused(400)],
    ['shows it in another form', new ApiAnswerUnexpectedError({ ...FACTS, status: 200 }, 'HTML, not JSON')],
  ])('that Quo %s is written from its event', async (_what, error) => {
    const system = worldWith(ANA);
    fail(system, 'call', error);
    await log(system, { call: aCall() });
    expect(contentOf(system)).toContain('answered by Ann Lee');
  });

  it('that Quo does not return and no event describes is not found, or fails', async () => {
    const system = worldWith(ANA);
    fail(system, 'call', refused(400));
    expect(await log(system)).toEqual({ kind: 'skipped', reason: 'call-not-found' });
    fail(system, 'call', refused(403));
    await expect(log(system)).rejects.toMatchObject({ code: 'API_REFUSED' });
  });

  it('keeps the name of its user while users cannot be looked up', async () => {
    const system = worldWith(ANA);
    await log(system, { call: aCall() });
    fail(system, 'user', new ApiUnavailableError({ ...FACTS, status: 503 }));
    await log(system, { summary });
    expect(contentOf(system)).toContain('Asked for prices');
    expect(contentOf(system)).toContain('answered by Ann Lee');
  });

  it('waits when Quo asks for it, even if only a name is looked up', async () => {
    const system = worldWith(ANA);
    fail(system, 'user', new ApiRateLimitedError({ ...FACTS, status: 429 }, 5000));
    await expect(log(system)).rejects.toMatchObject({ code: 'API_RATE_LIMITED' });
  });

  it('without a time has that of its first event, each time', async () => {
    const system = worldWith(ANA);
    system.workspace.calls.set('AC1', aCall({ createdAt: null, completedAt: null }));
    const logAt = async (occurredAt: string | null): Promise<unknown> =>
      system.log.logCall(system.integration, { callId: 'AC1', facts: NO_CALL_FACTS, occurredAt });
    await logAt('2026-01-05T09:00:00.000Z');
    await system.clock.advance(60_000);
    for (const occurredAt of ['2026-01-05T09:30:00.000Z', null])
      expect(await logAt(occurredAt)).toMatchObject({ participants: [{ action: 'unchanged' }] });
    expect([...system.activities.stored.values()]).toMatchObject([{ timestamp: '2026-01-05T09:00:00.000Z' }]);
  });

  it('that was passed on was not missed: no voicemail lookup is scheduled', async () => {
    const system = worldWith(ANA);
    const forwarded = aCall({ status: 'forwarded', answeredAt: null, answeredBy: null, forwardedTo: '+14155550999' });
    system.workspace.calls.set('AC1', { ...forwarded, status: 'completed' });
    await log(system, { call: forwarded });
    expect(contentOf(system)).toContain('Incoming forwarded to +14155550999');
    expect(await system.documents.query({ collection: 'inbox', limit: 10 })).toEqual([]);
  });

  it('is understood although an earlier version has stored it with fewer fields', async () => {
    const system = worldWith(ANA);
    const { externalParticipants: _external, participants: _participants, ...call } = aCall();
    const old = { call, recordings: [], voicemail: null, summary: null };
    const key = { collection: 'call-facts', integrationId: 'i1', id: 'AC1' };
    await system.documents.insert([{ ...key, value: old, tags: [], dueAt: null, expiresAt: null, version: 0 }]);
    await log(system, { summary });
    expect(contentOf(system)).toContain('Asked for prices');
  });
});

describe('a text message', () => {
  const LINK = 'https://my.example/m/1';
  const photo = { url: 'https://files.example/a.jpg', type: 'image/jpeg' };

  it('keeps its link and its pictures when another source without them reports it', async () => {
    const system = worldWith(ANA);
    system.workspace.messages.set('AC9', aMessage());
    await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage({ deepLink: LINK, media: [photo] }) });
    expect(await system.log.logMessage(system.integration, { messageId: 'AC9' })).toMatchObject({
      participants: [{ action: 'unchanged' }],
    });
    expect(contentOf(system)).toContain(LINK);
    expect(contentOf(system)).toContain(photo.url);
  });
});
