import { StorageError, type StoredDocument } from '@frigg-crm/core';
import { ApiRateLimitedError, ApiRefusedError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem, type ActivitySystemOptions } from '../test-support/activity-system.ts';
import { lostAnswer } from '../test-support/fake-activities.ts';
import { aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';

const FACTS = { api: 'Fake', operation: 'DELETE /activities' };

function worldWithAna(options: ActivitySystemOptions = {}): ActivitySystem {
  const system = createActivitySystem(options);
  system.activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'p0' }]]);
  return system;
}

async function log(system: ActivitySystem, text = 'Hello'): Promise<unknown> {
  return system.newLog().logMessage(system.integration, { messageId: 'AC9', message: aMessage({ text }) });
}

function texts({ activities }: ActivitySystem): readonly string[] {
  return [...activities.stored.values()].map(({ content }) => content);
}

describe('an activity', () => {
  it('whose answer was lost after it was written is found in the CRM and not written again', async () => {
    const system = worldWithAna();
    let losses = 1;
    system.activities.pass = (call, when) => {
      if (call === 'create' && when === 'after' && (losses -= 1) >= 0) throw lostAnswer();
    };
    await expect(log(system)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    await log(system);
    expect(system.activities.calls).toEqual(['search', 'create', 'find', 'update']);
    expect(texts(system)).toEqual(['Received: Hello']);
  });

  it('whose worker crashed is searched in the CRM when the claim of the crashed worker has run out', async () => {
    const system = worldWithAna();
    system.activities.pass = async (call, when) => {
      if (call === 'create' && when === 'after') await new Promise(() => {});
    };
    void log(system);
    await system.clock.advance(1000);
    system.activities.pass = () => {};
    await expect(log(system)).rejects.toMatchObject({ code: 'ACTIVITY_BUSY', retryable: true });
    await system.clock.advance(120_000);
    await log(system);
    expect(system.activities.stored.size).toBe(1);
  });

  it('that two workers have written, because one stood still for too long, is one in the end', async () => {
    const system = worldWithAna();
    let wake: (() => void) | undefined;
    system.activities.pass = async (call, when) => {
      if (call !== 'create' || when !== 'before' || wake !== undefined) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    };
    const zombie = log(system).catch((error: unknown) => error);
    await system.clock.advance(121_000);
    await log(system, 'Hello again');
    wake?.();
    expect(await zombie).toMatchObject({ code: 'ACTIVITY_BUSY' });
    expect(texts(system)).toEqual(['Received: Hello again']);
    await log(system, 'Hello again');
    expect(texts(system)).toEqual(['Received: Hello again']);
  });

  it('that a user has deleted in the CRM is written again when more becomes known, once', async () => {
    const system = worldWithAna();
    await log(system);
    system.activities.stored.clear();
    await log(system, 'Hello, edited');
    await log(system, 'Hello, edited');
    expect(texts(system)).toEqual(['Received: Hello, edited']);
    expect(system.activities.calls).toEqual(['search', 'create', 'update', 'create']);
  });

  it('of a CRM that cannot change it is replaced, and the old one stays until the new one is there', async () => {
    const system = worldWithAna();
    system.activities.canUpdate = false;
    await log(system);
    let fails = true;
    system.activities.pass = (call, when) => {
      if (call === 'create' && when === 'before' && fails) throw lostAnswer();
    };
    await expect(log(system, 'Hello, edited')).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(texts(system)).toEqual(['Received: Hello']);
    fails = false;
    await log(system, 'Hello, edited');
    expect(texts(system)).toEqual(['Received: Hello, edited']);
  });

  it.each([
    ['asks to wait', new ApiRateLimitedError({ ...FACTS, status: 429 }, 1000)],
    ['cannot be reached', lostAnswer()],
  ])('whose old one stays because the CRM %s loses it on the retry', async (_what, error) => {
    const system = worldWithAna();
    system.activities.canUpdate = false;
    await log(system);
    let failures = 1;
    system.activities.pass = (call, when) => {
      if (call === 'delete' && when === 'before' && (failures -= 1) >= 0) throw error;
    };
    await expect(log(system, 'Hello, edited')).rejects.toMatchObject({ code: error.code });
    await log(system, 'Hello, edited');
    expect(texts(system)).toEqual(['Received: Hello, edited']);
    await log(system, 'Hello, edited');
    expect(system.activities.calls.filter((call) => call === 'delete')).toHaveLength(2);
  });

  it('is not held up by an old one that the CRM will never delete', async () => {
    const system = worldWithAna();
    system.activities.canUpdate = false;
    await log(system);
    system.activities.pass = (call) => {
      if (call === 'delete') throw new ApiRefusedError({ ...FACTS, status: 422 });
    };
    await expect(log(system, 'Hello, edited')).resolves.toMatchObject({ kind: 'logged' });
    await log(system, 'Hello, edited');
    expect(system.activities.calls.filter((call) => call === 'delete')).toHaveLength(1);
  });

  it.each([
    ['deleted by a user', (system: ActivitySystem) => system.activities.stored.clear()],
    ['in a CRM that cannot change it', (system: ActivitySystem) => void (system.activities.canUpdate = false)],
  ])('%s is one in the end although the answer to its second writing is lost, and lost again', async (_what, prepare) => {
    const system = worldWithAna();
    await log(system);
    prepare(system);
    let losses = 2;
    system.activities.pass = (call, when) => {
      if (call === 'create' && when === 'after' && (losses -= 1) >= 0) throw lostAnswer();
    };
    for (let attempt = 0; attempt < 2; attempt += 1) await log(system, 'Hello, edited').catch(() => undefined);
    await log(system, 'Hello, edited');
    expect(texts(system)).toEqual(['Received: Hello, edited']);
  });

  it('deleted by a user is one in the end although the worker that wrote it again was killed', async () => {
    const system = worldWithAna();
    await log(system);
    system.activities.stored.clear();
    system.activities.pass = async (call, when) => {
      if (call === 'create' && when === 'after') await new Promise(() => {});
    };
    void log(system, 'Hello, edited');
    await system.clock.advance(121_000);
    system.activities.pass = () => {};
    await log(system, 'Hello, edited');
    expect(texts(system)).toEqual(['Received: Hello, edited']);
  });

  it('keeps no older text that a worker which stood still has written over the newer one', async () => {
    const system = worldWithAna();
    await log(system);
    const wakes: (() => void)[] = [];
    const sleep = async (): Promise<void> => new Promise((resolve) => void wakes.push(resolve));
    let updates = 0;
    system.activities.pass = async (call, when) => {
      if (call !== 'update') return;
      // The first stands still before it writes, the second after that.
      if (when === 'before' && (updates += 1) === 1) await sleep();
      else if (when === 'after' && wakes.length === 1) await sleep();
    };
    const older = log(system, 'older').catch((error: unknown) => error);
    await system.clock.advance(121_000);
    const newer = log(system, 'newer').catch((error: unknown) => error);
    await system.clock.advance(10);
    expect(wakes).toHaveLength(2);
    wakes[0]?.();
    expect(await older).toMatchObject({ code: 'ACTIVITY_BUSY' });
    wakes[1]?.();
    expect(await newer).toMatchObject({ code: 'ACTIVITY_BUSY' });
    await log(system, 'newer');
    expect(texts(system)).toEqual(['Received: newer']);
  });

  it.each([
    ['received', 'ACTIVITY_BUSY', async () => {}],
    ['lost', 'API_UNAVAILABLE', async () => Promise.reject(lostAnswer())],
  ])('keeps no older text that a stalled worker wrote after the newer one, when its response was %s', async (_outcome, code, answer) => {
    const system = worldWithAna();
    await log(system);
    let isNewer = false;
    let wake: (() => void) | undefined;
    system.activities.pass = async (call, when) => {
      if (call !== 'update') return;
      if (when === 'after' && !isNewer) await answer();
      if (when === 'after' || wake !== undefined) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    };
    const older = log(system, 'older').catch((error: unknown) => error);
    await system.clock.advance(121_000);
    isNewer = true;
    await log(system, 'newer');
    isNewer = false;
    wake?.();
    expect(await older).toMatchObject({ code });
    isNewer = true;
    await log(system, 'newer');
    expect(texts(system)).toEqual(['Received: newer']);
  });

  it.each([
    ['was killed', async () => new Promise<never>(() => {})],
    ['never got its answer', async () => Promise.reject(lostAnswer())],
  ])('is written although it was written just so before, when the worker in between %s', async (_what, end) => {
    const system = worldWithAna();
    await log(system, 'one');
    system.activities.pass = async (call, when) => {
      if (call === 'update' && when === 'after') await end();
    };
    void log(system, 'two').catch(() => undefined);
    await system.clock.advance(121_000);
    system.activities.pass = () => {};
    await log(system, 'one');
    expect(texts(system)).toEqual(['Received: one']);
  });

  it('is known although its worker had to stop as soon as it was written', async () => {
    const system = worldWithAna();
    system.activities.findLoggedActivity = async () => undefined;
    const stop = new AbortController();
    system.activities.pass = (call, when) => {
      if (call === 'create' && when === 'after') stop.abort();
    };
    const request = { messageId: 'AC9', message: aMessage() };
    await system.log.logMessage(system.integration, request, { signal: stop.signal }).catch(() => undefined);
    await system.log.logMessage(system.integration, request);
    expect(system.activities.calls.filter((call) => call === 'create')).toHaveLength(1);
  });

  it('is known although the store failed once when it was written', async () => {
    let hasWritten = false;
    let failures = 1;
    const system = worldWithAna({
      wrapDocuments: (store) => ({
        ...store,
        save: async (document, options) => {
          if (hasWritten && (failures -= 1) >= 0) throw new StorageError('away');
          return store.save(document, options);
        },
      }),
    });
    system.activities.findLoggedActivity = async () => undefined;
    system.activities.pass = (call, when) => void (hasWritten ||= call === 'create' && when === 'after');
    await expect(log(system)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await log(system)).toMatchObject({ participants: [{ action: 'unchanged' }] });
    expect(texts(system)).toEqual(['Received: Hello']);
  });

  it('leaves nothing behind of an integration that was removed while it was written, and is forgotten some day', async () => {
    const system = worldWithAna();
    const find = async (): Promise<readonly StoredDocument[]> => system.documents.query({ collection: 'activities', limit: 10 });
    await log(system);
    await system.clock.advance(24 * 3600_000);
    await log(system, 'Hello, again');
    expect(await find()).toMatchObject([{ expiresAt: '2027-02-10T10:00:00.000Z' }]);
    system.activities.pass = async (call, when) => {
      if (call === 'update' && when === 'after') await system.documents.removeIntegration({ integrationId: 'i1' });
    };
    await log(system, 'Hello, edited');
    expect(await find()).toEqual([]);
  });
});
