import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import type { ProcessUpdate } from '../domain/process/process-update.ts';
import { decodeProcessUpdate, encodeProcessUpdate } from './process-update-codec.ts';

const base = { processId: toProcessId('process-1'), updateId: 'work#1', generation: 2 };
const counts = { synced: 3, failed: 1, skipped: 2, stale: 1 };
const error = { externalId: 'c-7', unit: 4, code: 'REJECTED', message: 'no 😀 number \u0000 \uFFFE' };

/** One of each kind, with all it can say: a kind without one does not compile. */
const EVERY_KIND: { readonly [Kind in ProcessUpdate['type']]: Extract<ProcessUpdate, { readonly type: Kind }> } = {
  UPDATE_STATE: { ...base, type: 'UPDATE_STATE', state: 'RUNNING', contextUpdates: { cursor: 'a😀', list: [1, null, { deep: true }] } },
  UPDATE_METRICS: {
    ...base,
    type: 'UPDATE_METRICS',
    metrics: { processed: 3, success: 1, errors: 1, skipped: 1, errorDetails: [error] },
  },
  EXPECT_UNITS: {
    ...base,
    type: 'EXPECT_UNITS',
    expectedUnits: 12,
    closed: true,
    totalRecords: 1200,
    totalUnits: 12,
    open: { '0': { page: 0 }, '11': { page: 11, cursor: null } },
    position: { nextPage: 12 },
  },
  SETTLE_UNIT: { ...base, type: 'SETTLE_UNIT', unit: 4, key: 'k', outcome: 'FAILED', counts, errors: [error] },
  ADD_CHILD: { ...base, type: 'ADD_CHILD', childProcessId: toProcessId('child'), totalRecords: 7 },
  SETTLE_CHILD: { ...base, type: 'SETTLE_CHILD', childProcessId: toProcessId('child'), outcome: 'PROCESSED', counts },
  COMPLETE_PROCESS: { ...base, type: 'COMPLETE_PROCESS' },
  HANDLE_ERROR: { ...base, type: 'HANDLE_ERROR', error: { code: 'GONE', message: 'no access' } },
  PAUSE_PROCESS: {
    ...base,
    type: 'PAUSE_PROCESS',
    reason: { code: 'RATE_LIMITED', message: 'daily limit', until: '2026-01-05T10:00:00.000Z' },
  },
  RESUME_PROCESS: { ...base, type: 'RESUME_PROCESS' },
  REOPEN_PROCESS: { ...base, type: 'REOPEN_PROCESS' },
  EFFECTS_DISPATCHED: { ...base, type: 'EFFECTS_DISPATCHED', effectIds: ['process-1:COMPLETE_SYNC'] },
};
const updates = Object.values(EVERY_KIND);

const valid = { v: 1, processId: 'p', updateId: 'u', operation: 'COMPLETE_PROCESS', data: {} };
const settle = { ...valid, operation: 'SETTLE_UNIT', data: { unit: 0, outcome: 'PROCESSED', counts } };

describe('the messages of process updates', () => {
  it.each(updates)('carry $type unchanged, in characters that every queue takes', (update) => {
    const body = encodeProcessUpdate(update);
    expect(decodeProcessUpdate(body)).toEqual(update);
    expect(body).toMatch(/^[\u0020-\uD7FF\uE000-\uFFFD]*$/);
    expect(JSON.parse(body)).toMatchObject({ v: 1, processId: 'process-1', updateId: 'work#1', operation: update.type });
  });

  it.each(updates)('refuse $type with an unknown key, on any level', (update) => {
    const message = JSON.parse(encodeProcessUpdate(update)) as { readonly data: object };
    for (const changed of [
      { ...message, sent: 'now' },
      { ...message, data: { ...message.data, total: 1 } },
    ])
      expect(() => decodeProcessUpdate(JSON.stringify(changed))).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }) as Error);
  });

  it('are the same text for the same update, however its keys are ordered', () => {
    const { contextUpdates, ...rest } = EVERY_KIND.UPDATE_STATE;
    const turned: ProcessUpdate = { contextUpdates: { list: [1, null, { deep: true }], cursor: 'a😀' }, ...rest };
    expect(contextUpdates).toEqual(turned.contextUpdates);
    expect(encodeProcessUpdate(turned)).toBe(encodeProcessUpdate(EVERY_KIND.UPDATE_STATE));
  });

  it.each([
    ['no JSON', 'Ada Lovelace {'],
    ['no object', '"Ada"'],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...valid, v: 2 })],
    ['no version', JSON.stringify({ ...valid, v: undefined })],
    ['an unknown operation', JSON.stringify({ ...valid, operation: 'DROP Ada' })],
    ['an operation from the prototype', JSON.stringify({ ...valid, operation: 'constructor' })],
    ['no process', JSON.stringify({ ...valid, processId: '' })],
    ['a number for an id', JSON.stringify({ ...valid, updateId: 7 })],
    ['an id that no store can hold', JSON.stringify({ ...valid, updateId: 'a\u0000b' })],
    ['no data', JSON.stringify({ ...valid, data: undefined })],
    ['a list for data', JSON.stringify({ ...valid, data: [] })],
    ['half a unit', JSON.stringify({ ...settle, data: { ...settle.data, unit: 0.5 } })],
    ['a negative count', JSON.stringify({ ...settle, data: { ...settle.data, counts: { ...counts, synced: -1 } } })],
    ['an unknown count', JSON.stringify({ ...settle, data: { ...settle.data, counts: { ...counts, lost: 1 } } })],
    ['an unknown outcome', JSON.stringify({ ...settle, data: { ...settle.data, outcome: 'Ada' } })],
    [
      'a unit that is no number',
      JSON.stringify({ ...valid, operation: 'EXPECT_UNITS', data: { expectedUnits: 1, closed: true, open: { Ada: {} } } }),
    ],
    [
      'a key that reaches a prototype',
      `{"v":1,"processId":"p","updateId":"u","operation":"UPDATE_STATE","data":{"contextUpdates":{"a":{"__proto__":{"b":1}}}}}`,
    ],
    [
      'a prototype as a unit',
      `{"v":1,"processId":"p","updateId":"u","operation":"EXPECT_UNITS","data":{"expectedUnits":1,"closed":true,"open":{"__proto__":{}}}}`,
    ],
    [
      'JSON that is nested without end',
      `{"v":1,"processId":"p","updateId":"u","operation":"UPDATE_STATE","data":{"contextUpdates":{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}}}`,
    ],
  ])('D8: are refused with %s, and never quoted', (_, body) => {
    let refusal: unknown;
    try {
      decodeProcessUpdate(body);
    } catch (thrown) {
      refusal = thrown;
    }
    expect(refusal).toMatchObject({ code: 'INVALID_MESSAGE', retryable: false });
    expect(String(refusal)).not.toContain('Ada');
  });

  it('never fail in another way than InvalidMessageError, whatever a body holds', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((data) => `{"v":1,"processId":"p","updateId":"u","operation":"EXPECT_UNITS","data":${data}}`),
    );
    fc.assert(
      fc.property(body, (text) => {
        expect(() => decodeProcessUpdate(text)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }) as Error);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, object, string]>([
    ['a count that is none', { ...EVERY_KIND.SETTLE_UNIT, counts: { ...counts, synced: Number.NaN } }, 'INVALID_PROCESS_DATA'],
    ['a date in the context', { ...EVERY_KIND.UPDATE_STATE, contextUpdates: { at: new Date(0) } }, 'INVALID_PROCESS_DATA'],
    ['an unknown metric', { ...EVERY_KIND.UPDATE_METRICS, metrics: { totalProcessed: 1 } }, 'INVALID_PROCESS_DATA'],
    ['an unknown key', { ...EVERY_KIND.COMPLETE_PROCESS, force: true }, 'INVALID_MESSAGE'],
    ['no process', { ...EVERY_KIND.COMPLETE_PROCESS, processId: undefined }, 'INVALID_MESSAGE'],
  ])('are not made of an update with %s: the sender gets the error', (_, update, code) => {
    expect(() => encodeProcessUpdate(update as ProcessUpdate)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
