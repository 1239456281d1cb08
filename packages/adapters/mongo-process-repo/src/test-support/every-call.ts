import { toProcessId, type Store, type StoredDocument } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';

const MOMENT = '2026-01-05T10:00:00.000Z';
const SCOPE = { integrationId: 'i', objectType: 'person' };
const ATTEMPT = { ...SCOPE, claimId: 'c', claimTtlMs: 60_000 };
const DOCUMENT: StoredDocument = {
  collection: 'things',
  integrationId: 'i',
  id: 'd',
  value: {},
  tags: ['t'],
  dueAt: MOMENT,
  expiresAt: null,
  version: 0,
};
const WRITE = { externalId: 'p', contentHash: 'h', sourceModifiedAt: null };

type PartName = Exclude<keyof Store, 'close' | 'maintain'>;
type Calls<Part extends PartName> = { readonly [Method in keyof Store[Part]]: (part: Store[Part]) => Promise<unknown> };

/** One call or more of every method of every part; a method that the store gets has to be added here. */
const EVERY_CALL: { readonly [Part in PartName]: Calls<Part> } = {
  processRepository: {
    create: async (processes) => processes.create(aProcess({ activeKey: 'k' })),
    findById: async (processes) => processes.findById(toProcessId('process-1')),
    findByIds: async (processes) => processes.findByIds([toProcessId('process-1')]),
    findMany: async (processes) => processes.findMany?.([toProcessId('process-1')]),
    find: async (processes) => processes.find({ integrationId: 'i', active: true }),
    save: async (processes) => processes.save(aProcess()),
    async saveMany(processes) {
      for (const outcome of (await processes.saveMany?.([aProcess()])) ?? []) if (outcome.kind === 'failed') throw outcome.error;
    },
    deleteById: async (processes) => processes.deleteById(toProcessId('process-1')),
  },
  mappingRepository: {
    beginWrites: async (mappings) => mappings.beginWrites({ ...ATTEMPT, people: [WRITE] }),
    confirmWrites: async (mappings) =>
      mappings.confirmWrites({ ...ATTEMPT, people: [{ ...WRITE, quoContactId: 'q', phoneNumbers: ['+1'] }] }),
    recordFailures: async (mappings) => mappings.recordFailures({ ...SCOPE, processId: 's', people: [{ externalId: 'p', code: 'C' }] }),
    findMany: async (mappings) => mappings.findMany({ ...SCOPE, externalIds: ['p'] }),
    findByPhones: async (mappings) => mappings.findByPhones({ integrationId: 'i', phoneNumbers: ['+1', '+2'] }),
    findFailed: async (mappings) => mappings.findFailed({ ...SCOPE, processId: 's', after: 'a', limit: 10 }),
    findUnseen: async (mappings) => mappings.findUnseen({ ...SCOPE, seenIn: 's', knownBefore: MOMENT, limit: 10 }),
    count: async (mappings) => mappings.count(SCOPE),
    remove: async (mappings) => mappings.remove({ ...SCOPE, externalIds: ['p'] }),
    removeAll: async (mappings) => mappings.removeAll({ integrationId: 'i' }),
  },
  documents: {
    insert: async (documents) => documents.insert([DOCUMENT]),
    find: async (documents) => documents.find(DOCUMENT),
    findMany: async (documents) => documents.findMany?.([DOCUMENT]),
    save: async (documents) => documents.save(DOCUMENT),
    query: async (documents) => documents.query({ collection: 'things', tag: 't', limit: 10 }),
    remove: async (documents) => documents.remove([DOCUMENT]),
    removeExpired: async (documents) => documents.removeExpired({ before: MOMENT, limit: 10 }),
    removeIntegration: async (documents) => documents.removeIntegration({ integrationId: 'i', except: ['others'] }),
  },
  leases: {
    hold: async (leases) => leases.hold(['a', 'b'], { holder: 'w', ttlMs: 60_000 }),
    release: async (leases) => leases.release(['a', 'b'], { holder: 'w' }),
  },
  rateLimits: {
    reserve: async (rateLimits) => rateLimits.reserve('k', { costMs: 1 }),
    park: async (rateLimits) => rateLimits.park('k', 1),
    unpark: async (rateLimits) => rateLimits.unpark('k'),
    parkedFor: async (rateLimits) => rateLimits.parkedFor(['k']),
  },
};

export const PARTS = Object.keys(EVERY_CALL) as readonly PartName[];

/** @returns the calls of a part, bound to the store, with the names of their methods. */
export function callsOf<Part extends PartName>(store: Store, part: Part): readonly (readonly [string, () => Promise<unknown>])[] {
  const calls: Calls<Part> = EVERY_CALL[part];
  return (Object.keys(calls) as (keyof Store[Part] & string)[]).map((method) => [method, async () => calls[method](store[part])]);
}
