import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createRecordingLogger } from '@frigg-crm/testing';
import { createAnalytics, type AnalyticsEvent, type AnalyticsSink } from './analytics.ts';

const EVENT = { name: 'CallLogged', integrationId: 'i1', userId: 'u1', connector: 'acme', data: { count: 1 } } as const;

function setUp(send: AnalyticsSink['send'] | undefined, limits: { maxQueued?: number; maxTogether?: number } = {}) {
  const clock = createVirtualClock();
  const lines: string[] = [];
  const batches: (readonly AnalyticsEvent[])[] = [];
  const sink: AnalyticsSink = {
    async send(events, options) {
      batches.push(events);
      await send?.(events, options);
    },
  };
  return { clock, lines, batches, analytics: createAnalytics({ sink, clock, logger: createRecordingLogger(lines), ...limits }) };
}

describe('analytics', () => {
  it('hands events over in order, a few at a time, with the moment when they came', async () => {
    const { analytics, batches, clock } = setUp(undefined, { maxTogether: 2 });
    for (let count = 0; count < 5; count += 1) analytics.track({ ...EVENT, data: { count } });
    await clock.runUntil(analytics.flush());
    expect(batches.map((events) => events.map(({ data }) => data['count']))).toEqual([[0, 1], [2, 3], [4]]);
    expect(batches[0]?.[0]).toEqual({ ...EVENT, data: { count: 0 }, occurredAt: new Date(clock.now()).toISOString() });
    expect(analytics.lost).toBe(0);
  });

  it('P9: loses what a sink refuses, and goes on with the next', async () => {
    let calls = 0;
    const { analytics, batches, clock, lines } = setUp(async () => {
      calls += 1;
      if (calls === 1) throw new Error('a text that must stand in no log');
    });
    analytics.track(EVENT);
    await clock.runUntil(analytics.flush());
    analytics.track(EVENT);
    await clock.runUntil(analytics.flush());
    expect([batches.length, analytics.lost]).toEqual([2, 1]);
    expect(lines.join()).toContain('could not be sent');
    expect(lines.join()).not.toContain('must stand in no log');
  });

  it('P9: waits ten seconds for a sink that hangs, aborts its call, and survives a rejection that comes later', async () => {
    let reject: (reason: Error) => void = () => {};
    const signals: (AbortSignal | undefined)[] = [];
    const { analytics, clock } = setUp(async (_events, { signal }) => {
      signals.push(signal);
      await new Promise<void>((_resolve, fail) => {
        reject = fail;
      });
    });
    analytics.track(EVENT);
    await clock.runUntil(analytics.flush());
    expect([signals[0]?.aborted, analytics.lost]).toEqual([true, 1]);
    reject(new Error('late'));
    await clock.advance(1);
  });

  it('holds a thousand events while a sink hangs, drops the others, and says so once', async () => {
    const { analytics, batches, clock, lines } = setUp(async () => new Promise(() => {}), { maxQueued: 10, maxTogether: 5 });
    for (let count = 0; count < 100; count += 1) analytics.track(EVENT);
    await clock.advance(1);
    expect(analytics.lost).toBe(90);
    expect(lines.filter((line) => line.includes('come faster'))).toHaveLength(1);
    await clock.runUntil(analytics.flush());
    expect(batches.map((events) => events.length)).toEqual([5, 5]);
    expect(analytics.lost).toBe(100);
  });

  it('never throws when a sink throws at once', async () => {
    const { analytics, clock } = setUp((() => {
      throw new Error('no promise');
    }) as unknown as AnalyticsSink['send']);
    expect(() => analytics.track(EVENT)).not.toThrow();
    await clock.runUntil(analytics.flush());
    expect(analytics.lost).toBe(1);
  });

  it('ends the wait for its last events when the program has no more time', async () => {
    const { analytics, clock } = setUp(async () => new Promise(() => {}));
    const stop = new AbortController();
    analytics.track(EVENT);
    const flushed = analytics.flush({ signal: stop.signal });
    await clock.advance(10);
    stop.abort(new Error('time is up'));
    await expect(flushed).rejects.toThrow('time is up');
  });
});
