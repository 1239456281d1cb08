import { createMemoryLeases } from '@frigg-crm/memory';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { announceProgram, countRunningPrograms } from './program-presence.ts';

it('counts programs with workers or a watchdog until they stop, and those that crashed for 15 seconds', async () => {
  const clock = createVirtualClock();
  const leases = createMemoryLeases({ clock });
  const system = createSyncSystem({ clock, engine: { store: { leases } } });
  expect(await countRunningPrograms(leases)).toBe(0);
  const [first, second] = [system.machine, system.boot()] as const;
  const working = first.start();
  const watching = second.engine.runWatchdog({ resolveIntegration: async () => second.integration, signal: second.stop.signal });
  await clock.advance(60_000);
  expect(await countRunningPrograms(leases)).toBe(2);
  await system.halt([first, working]);
  expect(await countRunningPrograms(leases)).toBe(1);
  second.crash();
  await clock.advance(16_000);
  expect(await countRunningPrograms(leases)).toBe(0);
  void watching;
});

it('neither fails nor hangs where the store fails, and takes another slot when its own is lost', async () => {
  const clock = createVirtualClock();
  const leases = createMemoryLeases({ clock });
  let isBroken = false;
  const flaky = {
    ...leases,
    hold: async (...call: Parameters<typeof leases.hold>) => (isBroken ? Promise.reject(new Error('no')) : leases.hold(...call)),
  };
  const stop = new AbortController();
  const announcing = announceProgram({ leases: flaky, clock, holder: 'program-1', ttlMs: 15_000 }, { signal: stop.signal });
  await clock.advance(1);
  isBroken = true;
  await clock.advance(20_000);
  expect(await leases.hold(['program/0'], { holder: 'program-2', ttlMs: 60_000 })).toEqual(['program/0']);
  isBroken = false;
  await clock.advance(5000);
  expect(await countRunningPrograms(leases)).toBe(2);
  stop.abort();
  await clock.runUntil(announcing);
  expect(await countRunningPrograms(leases)).toBe(1);
});
