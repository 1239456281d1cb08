import { expect, it } from 'vitest';
import { toProcessId } from '../domain/process/process-id.ts';
import type { Process } from '../domain/process/process.ts';
import { aProcess } from '../test-support/a-process.ts';
import { screenSaves } from './screen-saves.ts';

const named = (id: string, overrides: Partial<Process> = {}): Process => aProcess({ id: toProcessId(id), ...overrides });
const unstorable = { context: { text: '\u0000' } };
const failed = (code: string): unknown => ({ kind: 'failed', error: expect.objectContaining({ code }) as unknown });

it('accepts one of each id, in the order of their bytes', () => {
  const ids = ['b', '\u{1F600}', '\uFFFD', 'a', 'b', 'B'];
  expect(screenSaves(ids.map((id) => named(id))).accepted.map(({ id }) => id)).toEqual(['B', 'a', 'b', '\uFFFD', '\u{1F600}']);
});

it('gives back an outcome for each, in the order in which they were given', () => {
  const given = [named('b'), named('a', unstorable), named('a'), named('b'), named('b', unstorable)];
  const { accepted, toOutcomes } = screenSaves(given);
  expect(accepted).toEqual([named('a'), named('b')]);
  expect(toOutcomes((process) => ({ kind: 'saved', process }))).toEqual([
    { kind: 'saved', process: named('b') },
    failed('INVALID_PROCESS_DATA'),
    { kind: 'saved', process: named('a') },
    failed('PROCESS_CONFLICT'),
    failed('INVALID_PROCESS_DATA'),
  ]);
});

it('rejects what this store cannot hold, and accepts another one of the same id', () => {
  const tooLarge = new Error('too large');
  const check = ({ name }: Process): void => {
    if (name === 'large') throw tooLarge;
  };
  const { accepted, toOutcomes } = screenSaves([named('a', { name: 'large' }), named('a')], check);
  expect(accepted).toEqual([named('a')]);
  expect(toOutcomes(() => ({ kind: 'untouched' }))).toEqual([{ kind: 'failed', error: tooLarge }, { kind: 'untouched' }]);
});
