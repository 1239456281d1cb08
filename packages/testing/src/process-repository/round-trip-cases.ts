import { toProcessId, type JsonObject, type JsonValue, type Process, type ProcessRepository } from '@frigg-crm/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { aProcess } from '../process/a-process.ts';
import { aFullProcess } from './a-full-process.ts';
import type { ContractCase } from './contract-case.ts';

/** Stores a context twice, by create and by save, and reads it back each time. */
async function roundTrip(repository: ProcessRepository, context: JsonObject): Promise<readonly JsonObject[]> {
  const process = aProcess({ context });
  await repository.deleteById(process.id);
  await repository.create(process);
  const created = await repository.findById(process.id);
  await repository.save(process);
  const saved = await repository.findById(process.id);
  return [created?.context ?? {}, saved?.context ?? {}];
}

/** What a careless caller does to an object that it was given. */
function scribble(process: Process | undefined): void {
  if (process === undefined) return;
  try {
    Object.assign(process, { state: 'SCRIBBLED' });
    Object.assign(process.context, { scribbled: true });
    Object.assign(process.ledger.open, { '1': { scribbled: true } });
  } catch (error) {
    // A frozen object protects itself.
    expect(error).toBeInstanceOf(TypeError);
  }
}

export const roundTripCases: readonly ContractCase[] = [
  {
    title: 'reads every field back as it was created',
    run: async ({ repository, open }) => {
      await repository.create(aFullProcess());
      expect(await open().findById(aFullProcess().id)).toStrictEqual(aFullProcess());
    },
  },
  {
    title: 'reads every field back as it was saved, with the next version',
    run: async ({ repository, open }) => {
      const { id } = aFullProcess();
      await repository.create(aProcess({ id, version: 41 }));
      const stored = await repository.save(aFullProcess());
      expect(stored).toStrictEqual(aFullProcess({ version: 42 }));
      expect(await open().findById(id)).toStrictEqual(stored);
    },
  },
  {
    title: 'saves a field that goes back to null or to nothing',
    run: async ({ repository }) => {
      await repository.create(aFullProcess());
      const emptied = aProcess({ id: aFullProcess().id, version: 41 });
      await repository.save(emptied);
      expect(await repository.findById(emptied.id)).toStrictEqual({ ...emptied, version: 42 });
    },
  },
  {
    title: 'distinguishes null, an empty object, an empty text and an absent key',
    run: async ({ repository }) => {
      const context = { nothing: null, object: {}, list: [], text: '', zero: 0, no: false };
      for (const stored of await roundTrip(repository, context)) {
        expect(stored).toStrictEqual(context);
        expect(Object.hasOwn(stored, 'absent')).toBe(false);
      }
    },
  },
  {
    title: 'treats a key whose value is undefined as an absent key',
    run: async ({ repository }) => {
      const context = { kept: 1, dropped: undefined } as unknown as JsonObject;
      for (const stored of await roundTrip(repository, context)) expect(stored).toStrictEqual({ kept: 1 });
    },
  },
  {
    title: 'keeps numbers to the last bit',
    run: async ({ repository }) => {
      const numbers = [
        Number.MAX_SAFE_INTEGER,
        Number.MIN_SAFE_INTEGER,
        2 ** 31,
        2 ** 60,
        1e21,
        1e-7,
        0.1 + 0.2,
        Number.MAX_VALUE,
        Number.MIN_VALUE,
        -1.5,
      ];
      for (const stored of await roundTrip(repository, { numbers })) expect(stored['numbers']).toStrictEqual(numbers);
    },
  },
  {
    title: 'keeps keys that mean something to a database or to JavaScript',
    run: async ({ repository }) => {
      const json =
        '{"a.b":1,"$set":{"$inc":2},"":3,"constructor":{"prototype":4},"__proto__":{"polluted":true},"0":5,"key \\"q\\" \\\\":6,"😀":7}';
      for (const stored of await roundTrip(repository, JSON.parse(json) as JsonObject)) {
        expect(Object.keys(stored).toSorted()).toEqual(Object.keys(JSON.parse(json) as JsonObject).toSorted());
        expect(stored['a.b']).toBe(1);
        expect(stored['$set']).toEqual({ $inc: 2 });
        expect(Object.getOwnPropertyDescriptor(stored, '__proto__')?.value).toEqual({ polluted: true });
        expect((stored as { polluted?: boolean }).polluted).toBeUndefined();
      }
    },
  },
  {
    title: 'keeps a megabyte, and a list of ten thousand open units',
    run: async ({ repository }) => {
      const context = { text: 'é😀x'.repeat(150_000) };
      const open = Object.fromEntries(Array.from({ length: 10_000 }, (_, unit) => [String(unit), { page: unit }]));
      const process = aProcess({ context, ledger: { ...aProcess().ledger, open } });
      await repository.create(process);
      expect(await repository.findById(process.id)).toStrictEqual(process);
    },
  },
  {
    title: 'keeps any JSON',
    run: async ({ repository }) => {
      const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
      const property = fc.asyncProperty(anyJson, async (value) => {
        for (const stored of await roundTrip(repository, { value })) expect(stored).toStrictEqual({ value });
      });
      await fc.assert(property, { numRuns: 60 });
    },
  },
  {
    title: 'hands out copies: changing what was given or returned changes nothing that is stored',
    run: async ({ repository }) => {
      // Copies: builders share one empty ledger.
      const untouched = aProcess({ context: { a: { b: 1 } } });
      const given = structuredClone(untouched);
      await repository.create(given);
      scribble(given);
      scribble(await repository.findById(given.id));
      scribble((await repository.findByIds([given.id]))[0]);
      scribble((await repository.find({}))[0]);
      expect(await repository.findById(given.id)).toStrictEqual(untouched);
      expect(await repository.findByIds([given.id])).toStrictEqual([untouched]);
      expect(await repository.find({})).toStrictEqual([untouched]);
      const next = structuredClone(aProcess({ context: { a: { b: 2 } } }));
      scribble(await repository.save(next));
      scribble(next);
      expect(await repository.findById(given.id)).toStrictEqual(aProcess({ context: { a: { b: 2 } }, version: 1 }));
    },
  },
  {
    title: 'takes ids of any form literally',
    run: async ({ repository }) => {
      const ids = [
        '12',
        '12abc',
        '012',
        '0',
        'ABC',
        'abc',
        ' ',
        'a b',
        "' OR '1'='1",
        '"; DELETE FROM frigg_processes; --',
        '%',
        '_',
        '\\',
        '$ne',
        '{"$gt":""}',
        '../../etc',
        '507f1f77bcf86cd799439011',
        '😀',
        'é',
        'e\u0301',
        'x'.repeat(500),
      ];
      for (const id of ids) await repository.create(aProcess({ id: toProcessId(id), name: id }));
      for (const id of ids) expect((await repository.findById(toProcessId(id)))?.name).toBe(id);
      for (const id of ids) expect((await repository.find({ name: id })).map((process) => process.id)).toEqual([id]);
      expect(await repository.findById(toProcessId('%'.repeat(2)))).toBeUndefined();
      await repository.deleteById(toProcessId("' OR '1'='1"));
      expect(await repository.find({ limit: 1000 })).toHaveLength(ids.length - 1);
    },
  },
];
