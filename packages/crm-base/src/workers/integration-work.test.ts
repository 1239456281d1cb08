import type { CallOptions, InboxEntry } from '@frigg-crm/core';
import { INBOX } from '@frigg-crm/core/adapter';
import { ApiRateLimitedError, ApiRefusedError, ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { IntegrationWork, type EntryHandler } from './integration-work.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { IntegrationMessage } from '../queue/integration-message.ts';
import { TenantGate } from '../queue/tenant-gate.ts';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';
import { createRecordedAnalytics } from '../test-support/recorded-analytics.ts';

const ANA = '+14155550132';
const FACTS = { api: 'Fake', operation: 'POST /activities' };
const DAY_MS = 24 * 3600 * 1000;

interface WorkSystem extends ActivitySystem {
  readonly work: IntegrationWork;
  readonly gate: TenantGate;
  readonly seen: string[];
  readonly health: string[];
  /** What was counted. */
  readonly tracked: readonly string[];
  /** Delivers the message of an entry, as the queue would. */
  deliver(entryId?: string, integration?: CrmIntegration | 'deleted', options?: CallOptions): Promise<void>;
  accept(entry?: Partial<InboxEntry>): Promise<void>;
  state(entryId?: string): Promise<unknown>;
}

function createWorkSystem(handler: EntryHandler = async () => {}): WorkSystem {
  const system = createActivitySystem();
  system.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
  const { clock, inbox, queueManager, integration } = system;
  const gate = new TenantGate({ clock });
  const seen: string[] = [];
  const health: string[] = [];
  const { analytics, tracked } = createRecordedAnalytics();
  let ids = 0;
  const work = new IntegrationWork({
    inbox,
    activityLog: system.log,
    analytics,
    reconcile: async (integrationId) => void seen.push(integrationId),
    entryHandlers: { 'crm-event': handler },
    health: {
      refused: async (integrationId) => void health.push(`${integrationId} refused`),
      works: async (integrationId) => void health.push(`${integrationId} works`),
    },
    queueManager,
    gate,
    clock,
    ids: { next: () => `worker-${(ids += 1)}` },
    random: () => 0.5,
    logger: { debug() {}, info() {}, warn() {}, error() {}, child: () => ({}) as never },
  });
  return {
    ...system,
    work,
    gate,
    seen,
    health,
    tracked,
    async accept(entry = {}) {
      const dueAt = new Date(clock.now()).toISOString();
      await inbox.accept([{ integrationId: 'i1', connector: 'fake', id: 'e1', kind: 'crm-event', data: { a: 1 }, dueAt, ...entry }]);
    },
    async deliver(entryId = 'e1', resolved = integration, options = {}) {
      const message: IntegrationMessage = { v: 1, event: 'ON_WEBHOOK', data: { integrationId: 'i1', connector: 'fake', entryId } };
      await work.handle(message, async () => resolved, options);
    },
    async state(entryId = 'e1') {
      return (await system.documents.find({ collection: INBOX, integrationId: 'i1', id: entryId }))?.value;
    },
  };
}

/** Fails with the given errors, then succeeds. */
function failing(...errors: readonly Error[]): { readonly handler: EntryHandler; readonly runs: () => number } {
  let runs = 0;
  return {
    runs: () => runs,
    handler: async () => {
      const error = errors[runs];
      runs += 1;
      if (error !== undefined) throw error;
    },
  };
}

describe('what has come in', () => {
  it('is worked on once, however often its message is delivered, and its data are forgotten', async () => {
    const { handler, runs } = failing();
    const system = createWorkSystem(handler);
    await system.accept();
    await Promise.all([system.deliver(), system.deliver()]);
    await system.deliver();
    expect(runs()).toBe(1);
    expect(await system.state()).toMatchObject({ state: 'done', data: {} });
  });

  it('of Quo becomes an activity', async () => {
    const system = createWorkSystem();
    system.workspace.calls.set('AC1', aCall());
    const call = { kind: 'call', eventId: 'EV1', type: 'call.completed', occurredAt: null, callId: 'AC1', phoneNumberId: 'PN1' };
    const facts = { call: null, recordings: [], voicemail: null, summary: null, deepLink: null };
    await system.accept({ id: 'quo:EV1', kind: 'quo-event', data: { ...call, facts } });
    const message = { kind: 'message', eventId: 'EV2', type: 'message.received', occurredAt: null, message: { ...aMessage() } };
    await system.accept({ id: 'quo:EV2', kind: 'quo-event', data: message as never });
    await system.deliver('quo:EV1');
    await system.deliver('quo:EV2');
    expect([...system.activities.stored.values()].map(({ sourceId }) => sourceId)).toEqual(['AC1', 'AC9']);
  });

  it('B75: falls due later where a voicemail is looked for', async () => {
    const system = createWorkSystem();
    system.workspace.calls.set('AC1', aCall({ status: 'missed', answeredAt: null }));
    await system.log.logCall(system.integration, { callId: 'AC1' });
    await system.deliver('lookup:AC1:1');
    expect(system.workspace.asked).not.toContain('voicemail');
    await system.clock.advance(10_000);
    await system.deliver('lookup:AC1:1');
    expect(system.workspace.asked).toContain('voicemail');
  });

  it.each([
    ['the API is away', new ApiUnavailableError({ ...FACTS, status: 503 })],
    ['the error is unknown', new TypeError('secret text')],
    ['the account is refused', new ApiUnauthorizedError({ ...FACTS, status: 401 })],
  ])('is tried again when %s', async (_why, error) => {
    const { handler, runs } = failing(error, error);
    const system = createWorkSystem(handler);
    await system.accept();
    for (const _attempt of [1, 2, 3]) {
      await system.deliver();
      await system.clock.advance(900_000);
    }
    expect(runs()).toBe(3);
    expect(await system.state()).toMatchObject({ state: 'done', failedAttempts: 2 });
  });

  it('stays, with the reason and its data, when the CRM refuses it for good, and can be redriven', async () => {
    const { handler, runs } = failing(new ApiRefusedError({ ...FACTS, status: 422 }));
    const system = createWorkSystem(handler);
    await system.accept();
    await system.deliver();
    await system.deliver();
    expect(runs()).toBe(1);
    expect(await system.inbox.findFailed({ integrationId: 'i1', limit: 10 })).toMatchObject([
      { id: 'e1', code: 'API_REFUSED', data: { a: 1 } },
    ]);
    expect(await system.inbox.redrive({ integrationId: 'i1', id: 'e1' })).toBe(true);
    await system.deliver();
    expect(await system.state()).toMatchObject({ state: 'done' });
  });

  it.each<[string, string, InboxEntry['data'], string]>([
    ['a change of a person', 'crm-event', { a: 1 }, 'ContactSyncFailed'],
    ['a call', 'log-call', { callId: 'AC1' }, 'CallLogFailed'],
    ['a text', 'log-message', { messageId: 'AC9' }, 'MessageLogFailed'],
    ['a text of an event', 'quo-event', { kind: 'message', occurredAt: null, message: aMessage() } as never, 'MessageLogFailed'],
  ])('is counted once when %s fails for good', async (_what, kind, data, name) => {
    const system = createWorkSystem(failing(new ApiRefusedError({ ...FACTS, status: 422 })).handler);
    system.activities.pass = (call) => {
      if (call === 'create') throw new ApiRefusedError({ ...FACTS, status: 422 });
    };
    system.workspace.calls.set('AC1', aCall());
    system.workspace.messages.set('AC9', aMessage());
    await system.accept({ kind, data });
    for (let times = 0; times < 2; times += 1) await system.deliver();
    expect(system.tracked).toEqual([expect.stringMatching(`^${name} 1 `)]);
  });

  it('is given up, and kept, when an unknown error has come ten times, or three days are over', async () => {
    const bug = new TypeError('bug');
    const unknown = createWorkSystem(failing(...Array.from({ length: 20 }, () => bug)).handler);
    await unknown.accept();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await unknown.deliver();
      await unknown.clock.advance(900_000);
    }
    expect(await unknown.state()).toMatchObject({ state: 'failed', code: 'UNEXPECTED_ERROR', failedAttempts: 9 });
    const away = createWorkSystem(failing(...Array.from({ length: 20 }, () => new ApiUnavailableError({ ...FACTS, status: 503 }))).handler);
    await away.accept();
    await away.deliver();
    await away.clock.advance(3 * DAY_MS + 1);
    await away.deliver();
    expect(await away.state()).toMatchObject({ state: 'failed', code: 'API_UNAVAILABLE', data: { a: 1 } });
    // With its data: redriven, it has three days again.
    await away.inbox.redrive({ integrationId: 'i1', id: 'e1' });
    await away.deliver();
    expect(await away.state()).toMatchObject({ state: 'open', failedAttempts: 1 });
  });

  it('B75: waits without using up attempts while an API wants no calls, and so does whatever else the integration has', async () => {
    const { handler, runs } = failing(new ApiRateLimitedError({ ...FACTS, status: 429 }, 60_000));
    const system = createWorkSystem(handler);
    await system.accept();
    await system.accept({ id: 'e2' });
    await system.deliver();
    await system.deliver('e2');
    expect(runs()).toBe(1);
    expect(await system.state('e2')).toMatchObject({ state: 'open', failedAttempts: 0 });
    await system.clock.advance(90_000);
    await system.deliver();
    await system.deliver('e2');
    expect(runs()).toBe(3);
    expect(await system.state()).toMatchObject({ state: 'done', failedAttempts: 0 });
  });

  it('is forgotten when the integration was deleted', async () => {
    const { handler, runs } = failing();
    const system = createWorkSystem(handler);
    await system.accept();
    await system.deliver('e1', 'deleted');
    expect(runs()).toBe(0);
    expect(await system.state()).toMatchObject({ state: 'done', data: {} });
  });

  it('is there for the next worker when this one is stopped', async () => {
    const stop = new AbortController();
    const system = createWorkSystem(async () => {
      stop.abort();
      throw stop.signal.reason;
    });
    await system.accept();
    await system.deliver('e1', system.integration, { signal: stop.signal });
    expect(await system.state()).toMatchObject({ state: 'open', claimId: null, failedAttempts: 0 });
  });

  it('is queued again while a crashed worker still holds its claim', async () => {
    const system = createWorkSystem();
    await system.accept();
    await system.inbox.claim({ integrationId: 'i1', id: 'e1', claimId: 'crashed', ttlMs: 30_000 });
    await system.deliver();
    expect(system.workQueue.size).toMatchObject({ waiting: 0, delayed: 1 });
    await system.clock.advance(30_000);
    await system.deliver();
    expect(await system.state()).toMatchObject({ state: 'done' });
  });

  it('of a kind that this worker does not know waits for a newer worker', async () => {
    const system = createWorkSystem();
    await system.accept({ kind: 'constructor' });
    await system.deliver();
    expect(await system.state()).toMatchObject({ state: 'open', failedAttempts: 1 });
  });
});

describe('a message that belongs to no sync', () => {
  const address = { integrationId: 'i1', connector: 'fake' };

  it('reconciles an integration, writes a call or writes a text, as the message says', async () => {
    const system = createWorkSystem();
    system.workspace.calls.set('AC1', aCall());
    system.workspace.messages.set('AC9', aMessage());
    const resolve = async (): Promise<CrmIntegration> => system.integration;
    await system.work.handle({ v: 1, event: 'POST_CREATE_SETUP', data: address }, resolve, {});
    await system.work.handle({ v: 1, event: 'LOG_CALL', data: { ...address, callId: 'AC1' } }, resolve, {});
    await system.work.handle({ v: 1, event: 'LOG_SMS', data: { ...address, messageId: 'AC9' } }, resolve, {});
    expect(system.seen).toEqual(['i1']);
    // What is asked for is stored first, and worked on like everything that has come in.
    for (const { id } of await system.inbox.findDue({ before: '2027-01-01T00:00:00.000Z', limit: 10 })) await system.deliver(id);
    expect([...system.activities.stored.values()].map(({ sourceId }) => sourceId)).toEqual(['AC1', 'AC9']);
  });

  it('waits where the integration cannot be loaded, for three days, and sends no more messages than attempts', async () => {
    const system = createWorkSystem();
    await system.accept();
    const message: IntegrationMessage = { v: 1, event: 'ON_WEBHOOK', data: { ...address, entryId: 'e1' } };
    for (let day = 0; day <= 3; day += 1) {
      await system.work.handle(message, async () => undefined, {});
      await system.clock.advance(DAY_MS);
    }
    expect(await system.state()).toMatchObject({ state: 'open', code: 'UNKNOWN_INTEGRATION', failedAttempts: 4 });
    await system.work.handle(message, async () => undefined, {});
    expect(await system.state()).toMatchObject({ state: 'failed', code: 'UNKNOWN_INTEGRATION' });
  });

  it('says that an account is refused, asks it no more for five minutes, and takes it back when it works', async () => {
    const { handler, runs } = failing(new ApiUnauthorizedError({ ...FACTS, status: 401 }));
    const system = createWorkSystem(handler);
    await system.accept();
    await system.accept({ id: 'e2' });
    await system.deliver();
    await system.deliver('e2');
    expect(runs()).toBe(1);
    await system.clock.advance(450_001);
    await system.deliver();
    await system.deliver('e2');
    expect(system.health).toEqual(['i1 refused', 'i1 works']);
    expect(runs()).toBe(3);
  });
});
