import { StorageError, type StoredDocument } from '@frigg-crm/core';
import { ApiRateLimitedError, ApiRefusedError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem, type ActivitySystemOptions } from '../test-support/activity-system.ts';
import { lostAnswer } from '../test-support/fake-activities.ts';
import { aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';

const FACTS = { api: 'Fake', operation: 'DELETE /activities' };

function worldWithAna(options: ActivitySystemOptions = {}): ActivitySystem {
  const world = createActivitySystem(options);
  world.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
  return world;
}

async function log(world: ActivitySystem, text = 'Hello'): Promise<unknown> {
  return world.newLog().logMessage(world.integration, { messageId: 'AC9', message: aMessage({ text }) });
}

function texts({ activities }: ActivitySystem): readonly string[] {
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

  it.each([
    ['asks to wait', new ApiRateLimitedError({ ...FACTS, status: 429 }, 1000)],
    ['cannot be reached', lostAnswer()],
  ])('whose old one stays because the CRM %s is rid of it when it comes again', async (_what, error) => {
    const world = worldWithAna();
    world.activities.canUpdate = false;
    await log(world);
    let failures = 1;
    world.activities.pass = (call, when) => {
      if (call === 'delete' && when === 'before' && (failures -= 1) >= 0) throw error;
    };
    await expect(log(world, 'Hello, edited')).rejects.toMatchObject({ code: error.code });
    await log(world, 'Hello, edited');
    expect(texts(world)).toEqual(['Received: Hello, edited']);
    await log(world, 'Hello, edited');
    expect(world.activities.calls.filter((call) => call === 'delete')).toHaveLength(2);
  });

  it('is not held up by an old one that the CRM will never delete', async () => {
    const world = worldWithAna();
    world.activities.canUpdate = false;
    await log(world);
    world.activities.pass = (call) => {
      if (call === 'delete') throw new ApiRefusedError({ ...FACTS, status: 422 });
    };
    await expect(log(world, 'Hello, edited')).resolves.toMatchObject({ kind: 'logged' });
    await log(world, 'Hello, edited');
    expect(world.activities.calls.filter((call) => call === 'delete')).toHaveLength(1);
  });

  it.each([
    ['deleted by somebody', (world: ActivitySystem) => world.activities.stored.clear()],
    ['in a CRM that cannot change it', (world: ActivitySystem) => void (world.activities.canUpdate = false)],
  ])('%s is one in the end although the answer to its second writing is lost, and lost again', async (_what, prepare) => {
    const world = worldWithAna();
    await log(world);
    prepare(world);
    let losses = 2;
    world.activities.pass = (call, when) => {
      if (call === 'create' && when === 'after' && (losses -= 1) >= 0) throw lostAnswer();
    };
    for (let attempt = 0; attempt < 2; attempt += 1) await log(world, 'Hello, edited').catch(() => undefined);
    await log(world, 'Hello, edited');
    expect(texts(world)).toEqual(['Received: Hello, edited']);
  });

  it('deleted by somebody is one in the end although the worker that wrote it again was killed', async () => {
    const world = worldWithAna();
    await log(world);
    world.activities.stored.clear();
    world.activities.pass = async (call, when) => {
      if (call === 'create' && when === 'after') await new Promise(() => {});
    };
    void log(world, 'Hello, edited');
    await world.clock.advance(121_000);
    world.activities.pass = () => {};
    await log(world, 'Hello, edited');
    expect(texts(world)).toEqual(['Received: Hello, edited']);
  });

  it('keeps no older text that a worker which stood still has written over the newer one', async () => {
    const world = worldWithAna();
    await log(world);
    const wakes: (() => void)[] = [];
    const sleep = async (): Promise<void> => new Promise((resolve) => void wakes.push(resolve));
    let updates = 0;
    world.activities.pass = async (call, when) => {
      if (call !== 'update') return;
      // The first stands still before it writes, the second after that.
      if (when === 'before' && (updates += 1) === 1) await sleep();
      else if (when === 'after' && wakes.length === 1) await sleep();
    };
    const older = log(world, 'older').catch((error: unknown) => error);
    await world.clock.advance(121_000);
    const newer = log(world, 'newer').catch((error: unknown) => error);
    await world.clock.advance(10);
    expect(wakes).toHaveLength(2);
    wakes[0]?.();
    expect(await older).toMatchObject({ code: 'ACTIVITY_BUSY' });
    wakes[1]?.();
    expect(await newer).toMatchObject({ code: 'ACTIVITY_BUSY' });
    await log(world, 'newer');
    expect(texts(world)).toEqual(['Received: newer']);
  });

  it.each([
    ['told', 'ACTIVITY_BUSY', async () => {}],
    ['not told', 'API_UNAVAILABLE', async () => Promise.reject(lostAnswer())],
  ])(
    'keeps no older text that a worker which stood still wrote, and was %s so, when the newer one was done',
    async (_told, code, answer) => {
      const world = worldWithAna();
      await log(world);
      let isNewer = false;
      let wake: (() => void) | undefined;
      world.activities.pass = async (call, when) => {
        if (call !== 'update') return;
        if (when === 'after' && !isNewer) await answer();
        if (when === 'after' || wake !== undefined) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      };
      const older = log(world, 'older').catch((error: unknown) => error);
      await world.clock.advance(121_000);
      isNewer = true;
      await log(world, 'newer');
      isNewer = false;
      wake?.();
      expect(await older).toMatchObject({ code });
      isNewer = true;
      await log(world, 'newer');
      expect(texts(world)).toEqual(['Received: newer']);
    },
  );

  it.each([
    ['was killed', async () => new Promise<never>(() => {})],
    ['never got its answer', async () => Promise.reject(lostAnswer())],
  ])('is written although it was written just so before, when the worker in between %s', async (_what, end) => {
    const world = worldWithAna();
    await log(world, 'one');
    world.activities.pass = async (call, when) => {
      if (call === 'update' && when === 'after') await end();
    };
    void log(world, 'two').catch(() => undefined);
    await world.clock.advance(121_000);
    world.activities.pass = () => {};
    await log(world, 'one');
    expect(texts(world)).toEqual(['Received: one']);
  });

  it('is known although its worker had to stop as soon as it was written', async () => {
    const world = worldWithAna();
    world.activities.findLoggedActivity = async () => undefined;
    const stop = new AbortController();
    world.activities.pass = (call, when) => {
      if (call === 'create' && when === 'after') stop.abort();
    };
    const request = { messageId: 'AC9', message: aMessage() };
    await world.log.logMessage(world.integration, request, { signal: stop.signal }).catch(() => undefined);
    await world.log.logMessage(world.integration, request);
    expect(world.activities.calls.filter((call) => call === 'create')).toHaveLength(1);
  });

  it('is known although the store failed once when it was written', async () => {
    let hasWritten = false;
    let failures = 1;
    const world = worldWithAna({
      wrapDocuments: (store) => ({
        ...store,
        save: async (document, options) => {
          if (hasWritten && (failures -= 1) >= 0) throw new StorageError('away');
          return store.save(document, options);
        },
      }),
    });
    world.activities.findLoggedActivity = async () => undefined;
    world.activities.pass = (call, when) => void (hasWritten ||= call === 'create' && when === 'after');
    await expect(log(world)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await log(world)).toMatchObject({ participants: [{ action: 'unchanged' }] });
    expect(texts(world)).toEqual(['Received: Hello']);
  });

  it('leaves nothing behind of an integration that was removed while it was written, and is forgotten some day', async () => {
    const world = worldWithAna();
    const find = async (): Promise<readonly StoredDocument[]> => world.documents.query({ collection: 'activities', limit: 10 });
    await log(world);
    await world.clock.advance(24 * 3600_000);
    await log(world, 'Hello, again');
    expect(await find()).toMatchObject([{ expiresAt: '2027-02-10T10:00:00.000Z' }]);
    world.activities.pass = async (call, when) => {
      if (call === 'update' && when === 'after') await world.documents.removeIntegration({ integrationId: 'i1' });
    };
    await log(world, 'Hello, edited');
    expect(await find()).toEqual([]);
  });
});
