import { toIso } from '@frigg-crm/core/adapter';
import { expect } from 'vitest';
import { TEST_START_MS } from '../clock/virtual-clock.ts';
import { expectCode } from '../process-repository/expect-code.ts';
import type { MappingCase } from './mapping-case.ts';
import { CLAIM_TTL_MS, SCOPE, begin, confirm, intended, write, written } from './writing.ts';

const REFUSED = 'INVALID_PROCESS_DATA';
const UNSEEN = { ...SCOPE, seenIn: 'sync-1', knownBefore: toIso(TEST_START_MS), limit: 10 };

export const refusalCases: readonly MappingCase[] = [
  {
    title: 'refuses texts that no store can hold, all of the batch, and finds none by them',
    run: async ({ mappings }) => {
      const failing = { ...SCOPE, processId: 'process-1', people: [{ externalId: 'p1', code: 'X' }] };
      for (const text of ['a\u0000b', '\uD83D']) {
        await expectCode(begin(mappings, 'a', [intended('good'), intended(text)]), REFUSED);
        await expectCode(begin(mappings, 'a', [intended('p1', text)]), REFUSED);
        await expectCode(begin(mappings, text, [intended('p1')]), REFUSED);
        await expectCode(begin(mappings, 'a', [intended('p1')], { seenIn: text }), REFUSED);
        await expectCode(begin(mappings, 'a', [intended('p1')], { objectType: text }), REFUSED);
        await expectCode(confirm(mappings, 'a', written('good'), written('p1', 'h', [text])), REFUSED);
        await expectCode(confirm(mappings, 'a', { ...written('p1'), quoContactId: text }), REFUSED);
        await expectCode(mappings.recordFailures({ ...failing, processId: text }), REFUSED);
        await expectCode(mappings.recordFailures({ ...failing, people: [{ externalId: 'p1', code: text }] }), REFUSED);
        expect(await mappings.findFailed({ ...SCOPE, processId: text, limit: 10 })).toEqual([]);
        expect(await mappings.findUnseen({ ...UNSEEN, integrationId: text })).toEqual([]);
        expect(await mappings.findByPhones({ integrationId: text, phoneNumbers: ['+15550100'] })).toEqual([]);
        expect(await mappings.count({ ...SCOPE, objectType: text })).toBe(0);
      }
      expect(await mappings.findMany({ ...SCOPE, externalIds: ['good', 'p1'] })).toEqual([]);
    },
  },
  {
    title: 'refuses a moment that is none, or whose zone is missing',
    run: async ({ mappings }) => {
      for (const moment of ['', 'yesterday', '2026-01-05T10:00:00', '2026-13-05T10:00:00Z', '1767607200000']) {
        await expectCode(begin(mappings, 'a', [intended('p1', 'h', moment)]), REFUSED);
        await expectCode(mappings.findUnseen({ ...UNSEEN, knownBefore: moment }), REFUSED);
      }
      expect(await mappings.findMany({ ...SCOPE, externalIds: ['p1'] })).toEqual([]);
    },
  },
  {
    title: 'refuses limits and ages that are no numbers of anything',
    run: async ({ mappings }) => {
      for (const limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expectCode(mappings.findUnseen({ ...UNSEEN, limit }), REFUSED);
        await expectCode(mappings.findFailed({ ...SCOPE, processId: 'process-1', limit }), REFUSED);
      }
      for (const claimTtlMs of [-1, Number.NaN, Number.POSITIVE_INFINITY])
        await expectCode(begin(mappings, 'a', [intended('p1')], { claimTtlMs }), REFUSED);
    },
  },
  {
    title: 'rejects with the reason of a signal that is aborted already, and does nothing',
    run: async ({ mappings }) => {
      await write(mappings, [written('p1')]);
      const reason = new Error('the user closed the window');
      const signal = AbortSignal.abort(reason);
      const claim = { ...SCOPE, claimId: 'a', signal };
      const calls = [
        mappings.beginWrites({ ...claim, people: [intended('p1', 'hash-2')], claimTtlMs: CLAIM_TTL_MS }),
        mappings.beginWrites({ ...claim, people: [], claimTtlMs: CLAIM_TTL_MS }),
        mappings.confirmWrites({ ...claim, people: [written('p1', 'hash-2')] }),
        mappings.recordFailures({ ...claim, processId: 'process-1', people: [{ externalId: 'p1', code: 'X' }] }),
        mappings.findMany({ ...claim, externalIds: [] }),
        mappings.findByPhones({ ...claim, phoneNumbers: [] }),
        mappings.findFailed({ ...claim, processId: 'process-1', limit: 1 }),
        mappings.findUnseen({ ...UNSEEN, signal }),
        mappings.count(claim),
        mappings.remove({ ...claim, externalIds: ['p1'] }),
        mappings.removeAll(claim),
      ];
      for (const call of await Promise.allSettled(calls)) expect(call).toEqual({ status: 'rejected', reason });
      expect(await mappings.findMany({ ...SCOPE, externalIds: ['p1'] })).toMatchObject([{ contentHash: 'hash-1', failure: null }]);
    },
  },
];
