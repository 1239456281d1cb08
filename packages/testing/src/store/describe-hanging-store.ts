import { toProcessId, type Store } from '@frigg-crm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDocument } from '../document-store/a-document.ts';
import { aProcess } from '../process/a-process.ts';

/** An open store whose server can be silenced. */
export interface HangingStore {
  readonly store: Store;
  /** From now on the server, or the network before it, swallows everything: connections stay open, nothing comes back. */
  hang(): void;
  /** The server responds again, to new connections at least. */
  resume(): void;
  /** Closes the store and what silences it. */
  readonly close: () => Promise<void>;
}

/** How the suite reaches an adapter. */
export interface HangingStoreContract {
  /** Opens an empty, migrated store. */
  open(): Promise<HangingStore>;
  /** Within what time each call returns or fails, in milliseconds: the sum of the adapter's own deadlines, and some reserve. */
  readonly deadlineMs: number;
}

interface PortCall {
  readonly name: string;
  readonly run: (store: Store) => Promise<unknown>;
}

const SCOPE = { integrationId: 'integration-1', objectType: 'person' };
const MOMENT = '2026-01-05T10:00:00.000Z';
const CLAIM = { ...SCOPE, claimId: 'claim-1' };

/** Every call may be repeated, before and after each other: after the silence all of them succeed. */
const PARTS: Readonly<Record<string, readonly PortCall[]>> = {
  processRepository: [
    { name: 'create', run: async ({ processRepository }) => orConflict(processRepository.create(aProcess())) },
    { name: 'findById', run: async ({ processRepository }) => processRepository.findById(toProcessId('p')) },
    { name: 'findByIds', run: async ({ processRepository }) => processRepository.findByIds([toProcessId('p')]) },
    {
      name: 'findMany',
      run: async ({ processRepository }) =>
        processRepository.findMany?.(['p', 'q'].map(toProcessId)) ?? processRepository.findById(toProcessId('p')),
    },
    { name: 'find', run: async ({ processRepository }) => processRepository.find({}) },
    { name: 'save', run: async ({ processRepository }) => orConflict(processRepository.save(aProcess({ version: 99 }))) },
    { name: 'deleteById', run: async ({ processRepository }) => processRepository.deleteById(toProcessId('p')) },
  ],
  mappingRepository: [
    {
      name: 'beginWrites',
      run: async ({ mappingRepository: mappings }) =>
        mappings.beginWrites({ ...CLAIM, claimTtlMs: 1000, people: [{ externalId: 'a', contentHash: 'h', sourceModifiedAt: null }] }),
    },
    {
      name: 'confirmWrites',
      run: async ({ mappingRepository: mappings }) =>
        mappings.confirmWrites({
          ...CLAIM,
          people: [{ externalId: 'a', contentHash: 'h', quoContactId: 'quo-a', phoneNumbers: ['+15550100'] }],
        }),
    },
    {
      name: 'recordFailures',
      run: async ({ mappingRepository: mappings }) =>
        mappings.recordFailures({ ...SCOPE, processId: 'p', people: [{ externalId: 'b', code: 'X' }] }),
    },
    { name: 'findMany', run: async ({ mappingRepository: mappings }) => mappings.findMany({ ...SCOPE, externalIds: ['a'] }) },
    {
      name: 'findByPhones',
      run: async ({ mappingRepository: mappings }) =>
        mappings.findByPhones({ integrationId: 'integration-1', phoneNumbers: ['+15550100'] }),
    },
    { name: 'findFailed', run: async ({ mappingRepository: mappings }) => mappings.findFailed({ ...SCOPE, processId: 'p', limit: 9 }) },
    {
      name: 'findUnseen',
      run: async ({ mappingRepository: mappings }) => mappings.findUnseen({ ...SCOPE, seenIn: 's', knownBefore: MOMENT, limit: 9 }),
    },
    { name: 'count', run: async ({ mappingRepository: mappings }) => mappings.count(SCOPE) },
    { name: 'remove', run: async ({ mappingRepository: mappings }) => mappings.remove({ ...SCOPE, externalIds: ['a'] }) },
    { name: 'removeAll', run: async ({ mappingRepository: mappings }) => mappings.removeAll({ integrationId: 'integration-2' }) },
  ],
  documents: [
    { name: 'insert', run: async ({ documents }) => documents.insert([aDocument('a')]) },
    { name: 'find', run: async ({ documents }) => documents.find(aDocument('a')) },
    {
      name: 'findMany',
      run: async ({ documents }) => documents.findMany?.([aDocument('a'), aDocument('b')]) ?? documents.find(aDocument('a')),
    },
    { name: 'query', run: async ({ documents }) => documents.query({ collection: 'notes', limit: 9 }) },
    { name: 'save', run: async ({ documents }) => orConflict(documents.save(aDocument('b', { version: 99 }))) },
    { name: 'remove', run: async ({ documents }) => documents.remove([aDocument('a')]) },
    { name: 'removeExpired', run: async ({ documents }) => documents.removeExpired({ before: MOMENT, limit: 9 }) },
    { name: 'removeIntegration', run: async ({ documents }) => documents.removeIntegration({ integrationId: 'integration-2' }) },
  ],
  leases: [
    { name: 'hold', run: async ({ leases }) => leases.hold(['a', 'b'], { holder: 'first', ttlMs: 1000 }) },
    { name: 'release', run: async ({ leases }) => leases.release(['a', 'b'], { holder: 'first' }) },
  ],
  rateLimits: [
    { name: 'reserve', run: async ({ rateLimits }) => rateLimits.reserve('a', { costMs: 1 }) },
    { name: 'park', run: async ({ rateLimits }) => rateLimits.park('a', 1) },
    { name: 'unpark', run: async ({ rateLimits }) => rateLimits.unpark('a') },
    { name: 'parkedFor', run: async ({ rateLimits }) => rateLimits.parkedFor(['a']) },
  ],
};

/**
 * The contract of every store over a network, which may swallow packets without closing anything: each call of each part
 * of a `Store` returns, or fails with a retryable `StorageError`, within a deadline; when the server responds again, the
 * store works again without being reopened.
 *
 * @example
 * ```ts
 * describeHangingStore('on PostgreSQL', { open: openBehindProxy, deadlineMs: 5000 });
 * ```
 */
export function describeHangingStore(name: string, { open, deadlineMs }: HangingStoreContract): void {
  describe(`the store ${name}, whose server stops responding`, () => {
    let opened: HangingStore;

    beforeAll(async () => {
      opened = await open();
    });

    afterAll(async () => {
      await opened.close();
    });

    it.each(Object.entries(PARTS))(
      'gives up each call of %s within the deadline, and works again afterwards',
      async (_, calls) => {
        const { store } = opened;
        for (const { run } of calls) await run(store);
        opened.hang();
        const outcomes = await Promise.all(calls.map(async (call) => outcomeOf(call, store, deadlineMs)));
        opened.resume();
        expect(outcomes).toEqual(calls.map((call) => expect.stringMatching(`^${call.name}: (returned|given up)$`) as string));
        for (const call of calls) expect(await recovered(call, store, deadlineMs)).toBe(`${call.name}: returned`);
      },
      4 * deadlineMs,
    );

    it(
      'rejects at once with the reason of a signal that is aborted during the silence',
      async () => {
        const { store } = opened;
        const controller = new AbortController();
        const reason = new Error('shutting down');
        opened.hang();
        const hold = store.leases.hold(['a'], { holder: 'first', ttlMs: 1000, signal: controller.signal });
        controller.abort(reason);
        await expect(hold).rejects.toBe(reason);
        opened.resume();
      },
      2 * deadlineMs,
    );

    it(
      'closes within the deadline',
      async () => {
        const another = await open();
        await another.store.leases.hold(['a'], { holder: 'first', ttlMs: 1000 });
        another.hang();
        const close = { name: 'close', run: async ({ close: end }: Store) => end() };
        expect(await outcomeOf(close, another.store, deadlineMs)).toBe('close: returned');
        another.resume();
        await another.close();
      },
      4 * deadlineMs,
    );
  });
}

/** @returns what became of a call: 'returned' or 'given up' is fine, everything else says what is wrong. */
async function outcomeOf({ name, run }: PortCall, store: Store, deadlineMs: number): Promise<string> {
  const late = new AbortController();
  const deadline = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(`still open after ${deadlineMs} ms`), deadlineMs);
    late.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const outcome = run(store).then(
    () => 'returned',
    (error: unknown) => (isRetryableStorageError(error) ? 'given up' : `failed: ${String(error)}`),
  );
  const result = await Promise.race([outcome, deadline]);
  late.abort();
  return `${name}: ${result}`;
}

/** Connections that broke during the silence may cost one more failure each. */
async function recovered(call: PortCall, store: Store, deadlineMs: number): Promise<string> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const outcome = await outcomeOf(call, store, deadlineMs);
    if (!outcome.endsWith('given up') || performance.now() > endMs) return outcome;
  }
}

function isRetryableStorageError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'STORAGE_FAILED' && 'retryable' in error && error.retryable === true;
}

/** A conflict is a response, too. */
async function orConflict(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.endsWith('_CONFLICT')) throw error;
  }
}
