import { describe, expect, it } from 'vitest';
import { createActivityWorld, type ActivityWorld } from '../test-support/activity-world.ts';
import { lostAnswer } from '../test-support/fake-activities.ts';
import { aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';

function worldWithAna(): ActivityWorld {
  const world = createActivityWorld();
  world.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
  return world;
}

async function log(world: ActivityWorld, text = 'Hello'): Promise<unknown> {
  return world.newLog().logMessage(world.integration, { messageId: 'AC9', message: aMessage({ text }) });
}

function texts({ activities }: ActivityWorld): readonly string[] {
  return [...activities.stored.values()].map(({ content }) => content);
}

describe('an activity', () => {
  it('whose answer was lost after it was written is found in the CRM and not written again', async () => {
    const world = worldWithAna();
    let losses = 1;
    world.activities.pass = (call, when) => {
      if (call === 'create' && when === 'after' && (losses -= 1) >= 0) throw lostAnswer();
    };
    await expect(log(world)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    await log(world);
    expect(world.activities.calls).toEqual(['search', 'create', 'find', 'update']);
    expect(texts(world)).toEqual(['Received: Hello']);
  });

  it('whose writer died is looked for in the CRM when the claim of the dead is over', async () => {
    const world = worldWithAna();
    world.activities.pass = async (call, when) => {
      if (call === 'create' && when === 'after') await new Promise(() => {});
    };
    void log(world);
    await world.clock.advance(1000);
    world.activities.pass = () => {};
    await expect(log(world)).rejects.toMatchObject({ code: 'ACTIVITY_BUSY', retryable: true });
    await world.clock.advance(120_000);
    await log(world);
    expect(world.activities.stored.size).toBe(1);
  });

  it('that two workers have written, because one stood still for too long, is one in the end', async () => {
    const world = worldWithAna();
    let wake: (() => void) | undefined;
    world.activities.pass = async (call, when) => {
      if (call !== 'create' || when !== 'before' || wake !== undefined) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    };
    const zombie = log(world).catch((error: unknown) => error);
    await world.clock.advance(121_000);
    await log(world, 'Hello again');
    wake?.();
    expect(await zombie).toMatchObject({ code: 'ACTIVITY_BUSY' });
    expect(texts(world)).toEqual(['Received: Hello again']);
    await log(world, 'Hello again');
    expect(texts(world)).toEqual(['Received: Hello again']);
  });

  it('that somebody has deleted in the CRM is written again when more becomes known, once', async () => {
    const world = worldWithAna();
    await log(world);
    world.activities.stored.clear();
    await log(world, 'Hello, edited');
    await log(world, 'Hello, edited');
    expect(texts(world)).toEqual(['Received: Hello, edited']);
    expect(world.activities.calls).toEqual(['search', 'create', 'update', 'create']);
  });

  it('of a CRM that cannot change it is replaced, and the old one stays until the new one is there', async () => {
    const world = worldWithAna();
    world.activities.canUpdate = false;
    await log(world);
    let fails = true;
    world.activities.pass = (call, when) => {
      if (call === 'create' && when === 'before' && fails) throw lostAnswer();
    };
    await expect(log(world, 'Hello, edited')).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(texts(world)).toEqual(['Received: Hello']);
    fails = false;
    await log(world, 'Hello, edited');
    expect(texts(world)).toEqual(['Received: Hello, edited']);
  });

  it('is not held up by an old one that cannot be deleted', async () => {
    const world = worldWithAna();
    world.activities.canUpdate = false;
    await log(world);
    world.activities.pass = (call) => {
      if (call === 'delete') throw lostAnswer();
    };
    await expect(log(world, 'Hello, edited')).resolves.toMatchObject({ kind: 'logged' });
  });
});
