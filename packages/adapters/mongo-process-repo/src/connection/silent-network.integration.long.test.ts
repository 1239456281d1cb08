import { performance } from 'node:perf_hooks';
import { FriggCrmError } from '@frigg-crm/core';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PARTS, callsOf } from '../test-support/every-call.ts';
import { startSilentProxy, type SilentProxy } from '../test-support/silent-proxy.ts';
import { createMongoLeases } from '../leases/mongo-leases.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { openMongoStore, type MongoStore } from './open-mongo-store.ts';

const DEADLINE_MS = 400;
/** Beside the deadline a call takes what the machine takes, and that is busy with other tests. */
const PATIENCE_MS = 5000;
const MAX_ATTEMPTS = 30;
let server: WireServer;
let network: SilentProxy;
let url: string;
let store: MongoStore;

beforeEach(async () => {
  server = await startWireServer();
  network = await startSilentProxy(server.port);
  url = `mongodb://127.0.0.1:${network.port}/app`;
  store = await openMongoStore({ url, maxConnections: 2, connectTimeoutMs: 1000, responseTimeoutMs: DEADLINE_MS });
});

afterEach(async () => {
  await store.close();
  await network.stop();
  await server.stop();
});

/** @returns `done`, or the code of the error. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  return call().then(
    () => 'done',
    (error: unknown) => (FriggCrmError.is(error) ? error.code : String(error)),
  );
}

/** @returns the first outcome that is a response: the driver may still wait for a connection that it began in the silence. */
async function firstResponse(call: () => Promise<unknown>): Promise<string> {
  let outcome = await outcomeOf(call);
  for (let attempt = 1; attempt < MAX_ATTEMPTS && outcome === 'STORAGE_FAILED'; attempt += 1) outcome = await outcomeOf(call);
  return outcome;
}

/** Refusals of the store's own are responses, too: a second `create` of the same process, say. */
const RESPONSES = expect.stringMatching(/^(?:done|PROCESS_CONFLICT|DOCUMENT_CONFLICT|ACTIVE_PROCESS_EXISTS)$/) as string;

describe('a network that goes silent', () => {
  it.each(PARTS)('fails every call of %s at its deadline, destroys its connection, and works again over a new one', async (part) => {
    const calls = callsOf(store, part);
    // Also methods for many, which no copy has.
    expect(calls.map(([method]) => method).toSorted()).toEqual(Object.getOwnPropertyNames(store[part]).toSorted());
    for (const [method, call] of calls) {
      expect([method, await firstResponse(call)]).toEqual([method, RESPONSES]);
      network.silence();
      const startedAt = performance.now();
      expect([method, await outcomeOf(call)]).toEqual([method, 'STORAGE_FAILED']);
      expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + PATIENCE_MS);
      await network.untilUsedAreClosed();
      network.restore();
      expect([method, await firstResponse(call)]).toEqual([method, RESPONSES]);
    }
  });

  it('says what may have happened, and that the call may be repeated', async () => {
    network.silence();
    await expect(store.leases.hold(['a'], { holder: 'w', ttlMs: 1 })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      retryable: true,
      message: 'MongoDB did not respond within 400 ms; whether a change took effect is unknown',
    });
  });

  it('holds up neither the end of a store nor the opening of another one', async () => {
    network.silence();
    const call = outcomeOf(async () => store.processRepository.find({}));
    await store.close();
    expect(await call).toBe('STORAGE_FAILED');
    const opening = openMongoStore({ url, connectTimeoutMs: 300, responseTimeoutMs: DEADLINE_MS });
    await expect(opening).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('ends calls over a client of the program itself, whatever its settings', async () => {
    const client = new MongoClient(url);
    const leases = createMongoLeases({ db: client.db(), responseTimeoutMs: DEADLINE_MS });
    await leases.hold(['a'], { holder: 'w', ttlMs: 60_000 });
    network.silence();
    expect(await outcomeOf(async () => leases.hold(['a'], { holder: 'w', ttlMs: 60_000 }))).toBe('STORAGE_FAILED');
    network.restore();
    // Its connection is lost to the program until the driver notices; it makes others.
    expect(await outcomeOf(async () => leases.hold(['a'], { holder: 'w', ttlMs: 60_000 }))).toBe('done');
    await client.close();
  });

  it.each([0, Number.NaN, Number.POSITIVE_INFINITY])('cannot be waited for %s ms', async (responseTimeoutMs) => {
    await expect(openMongoStore({ url, responseTimeoutMs })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: 'responseTimeoutMs must be a number of milliseconds, 1 or more',
    });
  });
});
