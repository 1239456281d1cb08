import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Part, Refusal, type Behaviour, type Difference } from '../test-support/behaviours/behaviour.ts';
import { CREATION_BEHAVIOURS, READING_BEHAVIOURS } from '../test-support/behaviours/creation.ts';
import { DIFFERENCES } from '../test-support/behaviours/differences.ts';
import { HANDLING_BEHAVIOURS } from '../test-support/behaviours/handling.ts';
import { INTEGRATION_DIFFERENCES } from '../test-support/behaviours/integration-differences.ts';
import { INTEGRATION_BEHAVIOURS } from '../test-support/behaviours/integration.ts';
import { INTEGRATION_QUEUE_BEHAVIOURS } from '../test-support/behaviours/integration-queue.ts';
import { MESSAGE_BEHAVIOURS } from '../test-support/behaviours/messages.ts';
import { METRICS_BEHAVIOURS } from '../test-support/behaviours/metrics.ts';
import { MOVE_BEHAVIOURS } from '../test-support/behaviours/moves.ts';
import { COMMAND_BEHAVIOURS, PROGRESS_BEHAVIOURS } from '../test-support/behaviours/progress.ts';
import { QUEUE_SERVICE_BEHAVIOURS } from '../test-support/behaviours/queue-service.ts';
import { STATE_BEHAVIOURS } from '../test-support/behaviours/states.ts';
import { createProcessSystem } from '../test-support/process-system.ts';

const SUBJECTS: Readonly<Record<string, readonly Behaviour[]>> = {
  states: STATE_BEHAVIOURS,
  messages: MESSAGE_BEHAVIOURS,
  'the service of the queue': QUEUE_SERVICE_BEHAVIOURS,
  'creating processes': CREATION_BEHAVIOURS,
  'reading processes': READING_BEHAVIOURS,
  'moving processes': MOVE_BEHAVIOURS,
  counting: METRICS_BEHAVIOURS,
  progress: PROGRESS_BEHAVIOURS,
  commands: COMMAND_BEHAVIOURS,
  'the worker of the queue': HANDLING_BEHAVIOURS,
  'an integration': INTEGRATION_BEHAVIOURS,
  'queue, accounts and screens of an integration': INTEGRATION_QUEUE_BEHAVIOURS,
};

const ALL = Object.values(SUBJECTS).flat();
const DIFFERENT: readonly Difference[] = [...DIFFERENCES, ...INTEGRATION_DIFFERENCES];
const PAGE = readFileSync(new URL('../../../../docs/how-to/come-from-frigg.md', import.meta.url), 'utf8');

/** @returns the first cells of the tables of a section. */
function rowsOf(heading: string): readonly string[] {
  const section = PAGE.slice(PAGE.indexOf(`## ${heading}`)).split('\n## ')[0] ?? '';
  return section.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.slice(2).split(' | ')[0] ?? ''] : []));
}

/** @returns a matcher of what a value has among other things. */
function partly(value: unknown): unknown {
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain
    ? (expect.objectContaining(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, partly(part)]))) as unknown)
    : value;
}

async function check([, call, gives]: readonly [...Behaviour, ...string[]]): Promise<void> {
  const system = createProcessSystem();
  const work = async (): Promise<unknown> => call(system);
  const result = await (gives instanceof Refusal ? work().catch((error: unknown) => new Refusal((error as Error).message)) : work());
  expect(result).toEqual(gives instanceof Part ? partly(gives.value) : gives);
}

describe.each(Object.keys(SUBJECTS))('as Frigg does it, %s: a caller', (subject) => {
  it.each(SUBJECTS[subject] ?? [])('%s', async (...behaviour) => check(behaviour));
});

describe('in another way than Frigg, which the page says: a caller', () => {
  it.each(DIFFERENT)('%s', async (...[does, call, gives, row]) => {
    expect(PAGE).toContain(`\n| ${row} | `);
    await check([does, call, gives]);
  });
});

describe('the behaviours of Frigg', () => {
  it('are counted: at least 300 hold, each of them once, and the page says how many', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(300);
    const names = ALL.map(([does]) => does);
    expect(names.filter((does, index) => names.indexOf(does) !== index)).toEqual([]);
    expect(PAGE).toContain(`${ALL.length} hold as Frigg calls them, ${DIFFERENT.length} differ`);
  });

  it('that differ have been tried for each row of the page about processes', () => {
    const tried = new Set(DIFFERENT.map(([, , , row]) => row));
    const rows = rowsOf("Processes by Frigg's names").filter((row) => row !== 'Frigg' && !row.startsWith('---'));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => !tried.has(row))).toEqual([]);
  });
});
