import type { Mutant } from './mutant.ts';

/** Faults of calls of a store that several callers share. */
export const SHARING_MUTANTS: readonly Mutant[] = [
  {
    name: 'the-outcome-of-another-process',
    seed: 247,
    file: 'save-each.ts',
    find: 'return { results: processes.map(async (process, index) => settle(process, (await shared)[index])), shared };',
    replace:
      'void settle;\n  return { results: processes.map(async (process, index) => { const other = (await shared)[(index + 1) % processes.length]; if (other?.kind === "failed") throw other.error; return { ...process, version: process.version + 1 }; }), shared };',
    why: 'Each process of a shared save gets what became of its neighbour.',
  },
  {
    name: 'a-refused-process-of-a-shared-save-is-stored',
    seed: 134,
    file: 'save-each.ts',
    find: "if (outcome?.kind === 'failed') throw outcome.error;",
    replace: "if (outcome?.kind === 'failed') return { ...process, version: process.version + 1 };",
    why: 'A process that loses its race in a shared save passes for stored.',
  },
  {
    name: 'a-failed-shared-save-stores-all-but-the-first',
    seed: 134,
    file: 'save-each.ts',
    find: 'const shared = repository.saveMany(processes, options);',
    replace:
      "const shared = repository.saveMany(processes, options).catch((error: unknown) => processes.map((process, index): SaveOutcome => (index === 0 ? { kind: 'failed', error } : { kind: 'saved', process: { ...process, version: process.version + 1 } })));",
    why: 'When a shared save fails, only the first caller hears of it.',
  },
  {
    name: 'an-untouched-process-is-stored',
    seed: 2245,
    file: 'save-each.ts',
    find: "if (outcome?.kind === 'untouched') return repository.save(process, options);",
    replace: "if (outcome?.kind === 'untouched') return { ...process, version: process.version + 1 };",
    why: 'A process that another program has locked passes for stored.',
  },
  {
    name: 'another-process-is-loaded',
    seed: 134,
    file: 'find-together.ts',
    find: '(found[index] as Found)',
    replace: '(found[(index + 1) % found.length] as Found)',
    why: 'Updates are folded into the process of another sync.',
  },
  {
    name: 'a-shared-insert-that-fails-is-taken',
    seed: 546,
    file: 'with-shared-inserts.ts',
    find: 'const added = await shared;',
    replace: 'const added = inserts.length > 1 ? await shared.catch(() => new Set<string>()) : await shared;',
    why: 'Webhooks that come together are answered 200 although none of them is stored.',
  },
];
