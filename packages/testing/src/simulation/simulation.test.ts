import { StorageError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { createSimulatedFetch } from './simulated-fetch.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';
import { installVirtualGlobals } from './virtual-globals.ts';
import { wrapPort } from './wrap-port.ts';
import { HOUR_MS, world, settle } from '../test-support/simulated-world.ts';

describe('a simulation', () => {
  it('has events happen in the order of their time, and says how it ended', async () => {
    const { simulation } = world();
    const seen: string[] = [];
    for (const ms of [30, 10, 20]) simulation.schedule(ms, `at ${ms}`, () => seen.push(`${ms} at ${simulation.now()}`));
    simulation.schedule(15, 'never', () => seen.push('never')).cancel();
    expect(await simulation.run({ until: () => seen.length === 2, limitMs: HOUR_MS })).toBe('done');
    expect(seen).toEqual(['10 at 10', '20 at 20']);
    expect(await simulation.run({ until: () => false, limitMs: 5 })).toBe('late');
    expect(await simulation.run({ until: () => false, limitMs: HOUR_MS })).toBe('idle');
    expect(simulation.trace.tail()).toEqual(['00:00:00.010 at 10', '00:00:00.020 at 20', '00:00:00.030 at 30']);
  });

  it('stops at the first broken invariant, also one that a check finds, or an event that throws', async () => {
    const { simulation } = world();
    let isBroken = false;
    simulation.addCheck(() => {
      if (isBroken) simulation.fail('nothing breaks', 'it broke');
    });
    simulation.schedule(1, 'breaks', () => (isBroken = true));
    simulation.schedule(2, 'too late', () => expect.unreachable());
    expect(await simulation.run({ until: () => false, limitMs: HOUR_MS })).toBe('broken');
    expect(simulation.violation).toMatchObject({ invariant: 'nothing breaks', detail: 'it broke', atMs: 1 });
    const throwing = world().simulation;
    throwing.schedule(1, 'throws', () => {
      throw new TypeError('oh');
    });
    expect(await throwing.run({ until: () => false, limitMs: HOUR_MS })).toBe('broken');
  });

  it('lets time stand still while real work is under way', async () => {
    const { simulation } = world();
    const seen: string[] = [];
    simulation.schedule(1, 'opens', () => {
      const work = (async () => {
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        seen.push(`open at ${simulation.now()}`);
      })();
      void simulation.hold(work);
    });
    simulation.schedule(2, 'reads', () => seen.push(`read at ${simulation.now()}`));
    await settle(simulation);
    expect(seen).toEqual(['open at 1', 'read at 2']);
  });

  it('gives machines one clock, and says until when one has stood still', async () => {
    const { simulation } = world();
    const clockError = { skewMs: 5 };
    const [first, second] = ['m2', 'm3'].map((name) => new SimulatedMachine({ simulation, name, clockError }));
    first?.setClock(70);
    expect([first?.clock.now(), second?.clock.now(), first?.stoodStillUntilMs]).toEqual([70, 70, -Infinity]);
    first?.freeze(20);
    expect(first?.stoodStillUntilMs).toBe(Infinity);
    await settle(simulation);
    expect([first?.stoodStillUntilMs, second?.stoodStillUntilMs]).toEqual([20, -Infinity]);
  });

  it('draws the same for the same seed, each stream for itself', () => {
    const draw = (seed: number, stream: string): number[] => Array.from({ length: 5 }, new Simulation({ seed }).chance(stream).next);
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
  });

  it('puts timers, chance and the time of day under itself, and gives them back', async () => {
    const { simulation } = world();
    const before = [globalThis.setTimeout, Math.random, Date.now];
    const restore = installVirtualGlobals(simulation);
    const fired: number[] = [];
    try {
      setTimeout(() => fired.push(Date.now()), 60_000);
      clearTimeout(setTimeout(() => fired.push(-1), 10));
      await settle(simulation);
    } finally {
      restore();
    }
    expect(fired).toEqual([60_000]);
    expect([globalThis.setTimeout, Math.random, Date.now]).toEqual(before);
  });
});

describe('a machine', () => {
  it('never hears again of what it had called when its power failed, and half of that takes effect', async () => {
    const effects = { before: 0, answers: 0 };
    for (let seed = 0; seed < 200; seed += 1) {
      const { simulation, machine } = world({ seed });
      void machine
        .call('store.save', async () => {
          effects.before += 1;
        })
        .then(() => (effects.answers += 1));
      machine.crash();
      await settle(simulation);
    }
    expect(effects.answers).toBe(0);
    expect(effects.before).toBeGreaterThan(60);
    expect(effects.before).toBeLessThan(140);
  });

  it('learns after a freeze what was answered meanwhile', async () => {
    const { simulation, machine } = world();
    const heard: number[] = [];
    void machine.call('store.find', async () => 7).then(() => heard.push(simulation.now()));
    machine.freeze(60_000);
    await settle(simulation);
    expect(heard).toEqual([60_000]);
  });

  it('has a clock of its own, which sleeps by the true time', async () => {
    const { simulation, machine } = world();
    machine.setClock(5000);
    void machine.clock.sleep(10);
    await settle(simulation);
    expect([simulation.now(), machine.clock.now()]).toEqual([10, 5010]);
    await expect(machine.clock.sleep(10, { signal: AbortSignal.abort(new Error('off')) })).rejects.toThrow('off');
  });

  it('cannot tell a store that refused from one that stored and lost the answer', async () => {
    const stored: string[] = [];
    const outcomeOf = async (faults: SimulationOptions['faults']): Promise<unknown> => {
      const { simulation, machine } = world({ faults });
      const port = wrapPort({ save: async (text: string) => stored.push(text) }, { machine, name: 'store' });
      const outcome = port.save('x').catch((error: unknown) => error);
      await settle(simulation);
      return outcome;
    };
    expect(await outcomeOf({ storeRefused: 1 })).toBeInstanceOf(StorageError);
    expect(stored).toEqual([]);
    expect(await outcomeOf({ storeUnknown: 1 })).toBeInstanceOf(StorageError);
    expect(stored).toEqual(['x']);
    expect(await outcomeOf({})).toBe(2);
  });

  it.each([
    ['rateLimited', [429], 0, '{"message":"Too Many Requests"}'],
    ['serverError', [500, 502, 503], 0, '{"message":"not now"}'],
    ['truncated', [200], 1, '{"name"'],
  ] as const)('meets %s on its way to a server', async (kind, statuses, effects, text) => {
    const { simulation, machine } = world({ faults: { [kind]: 1 } });
    let served = 0;
    const server = async (): Promise<Response> => {
      served += 1;
      return Response.json({ name: 'Ann' });
    };
    const fetch = createSimulatedFetch({ simulation, machine, name: 'crm', server });
    const answer = fetch(new Request('https://crm.example/people'));
    await settle(simulation);
    const response = await answer;
    expect(statuses).toContain(response.status);
    expect([served, await response.text()]).toEqual([effects, text]);
  });

  it('gives up a store that never returns at its deadline, and cannot tell whether the call took effect', async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 8; seed += 1) {
      const { simulation, machine } = world({ seed, faults: { storeHangs: 1 } });
      const stored: string[] = [];
      const port = wrapPort({ save: async (text: string) => stored.push(text) }, { machine, name: 'store' });
      const outcome = port.save('x').catch((error: unknown) => error);
      await settle(simulation, 20_000);
      expect(machine.openCalls).toMatchObject([{ name: 'store.save' }]);
      await settle(simulation, 60_000);
      expect(await outcome).toBeInstanceOf(StorageError);
      expect(machine.openCalls).toEqual([]);
      outcomes.add(stored.join());
    }
    expect(outcomes).toEqual(new Set(['', 'x']));
  });

  it('meets a quota that is used up for minutes to hours', async () => {
    const { simulation, machine } = world({ faults: { quotaUsedUp: 1 } });
    const fetch = createSimulatedFetch({ simulation, machine, name: 'crm', server: async () => Response.json({}) });
    const answer = fetch(new Request('https://crm.example/people'));
    await settle(simulation);
    const { status, headers } = await answer;
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(240);
  });

  it('waits for an answer that never comes until it gives up itself', async () => {
    const { simulation, machine } = world({ faults: { timeout: 1 } });
    const fetch = createSimulatedFetch({ simulation, machine, name: 'crm', server: async () => Response.json({}) });
    const controller = new AbortController();
    const outcome = fetch(new Request('https://crm.example/', { signal: controller.signal })).catch((error: unknown) => String(error));
    await settle(simulation, 60_000);
    controller.abort(new Error('no answer in time'));
    await settle(simulation, 1000);
    expect(await outcome).toContain('no answer in time');
  });
});
