/** A small deliberate fault of the program: a simulation that does not find it would not find a real one. */
export interface Mutant {
  readonly name: string;
  /** The name of the file, wherever it lies in `packages`: code may move between folders. */
  readonly file: string;
  /** Occurs exactly once in exactly one file of that name. */
  readonly find: string;
  readonly replace: string;
  /** What goes wrong with it. */
  readonly why: string;
  /** A seed that finds it: tried first. */
  readonly seed?: number | undefined;
}

/** All of them. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'settled-units-are-not-looked-at',
    seed: 1,
    file: 'ledger.ts',
    find: 'ledger.closed && countValues(outstandingUnits(ledger)) === 0',
    replace: 'ledger.closed',
    why: 'A sync completes when its last page is announced, whether it was worked on or not.',
  },
  {
    name: 'a-unit-settles-twice',
    seed: 8,
    file: 'fold-units.ts',
    find: '  if (hasValue(ledger.settled, update.unit)) return process;',
    replace: '',
    why: 'A page that is delivered twice counts twice.',
  },
  {
    name: 'an-ended-process-goes-on',
    seed: 2,
    file: 'fold-update.ts',
    find: "return { process, outcome: 'ended', effects: [] };",
    replace: '{ /* goes on */ }',
    why: 'What arrives after the end is still counted.',
  },
  {
    name: 'fewer-units-than-known',
    seed: 149,
    file: 'fold-units.ts',
    find: 'Math.max(ledger.expectedUnits, update.expectedUnits)',
    replace: 'update.expectedUnits',
    why: 'An old announcement that comes late makes the process forget pages.',
  },
  {
    name: 'failed-units-are-forgotten',
    seed: 154,
    file: 'finish-process.ts',
    find: 'if (countValues(ledger.failed) > 0) {',
    replace: 'if (countValues(ledger.failed) > 1_000_000) {',
    why: 'A sync with missing pages claims to be COMPLETED.',
  },
  {
    name: 'skipped-are-not-processed',
    seed: 1,
    file: 'progress.ts',
    find: 'progress.processedRecords + counts.synced + counts.failed + counts.skipped',
    replace: 'progress.processedRecords + counts.synced + counts.failed',
    why: 'The counters do not add up.',
  },
  {
    name: 'the-active-key-is-kept',
    seed: 1,
    file: 'move-process.ts',
    find: 'activeKey: null',
    replace: 'activeKey: process.activeKey',
    why: 'No sync can be started after the first one.',
  },
  {
    name: 'reopening-keeps-the-counts',
    seed: 149,
    file: 'reopen-process.ts',
    find: 'processedRecords: progress.processedRecords - synced - failed - skipped,',
    replace: 'processedRecords: progress.processedRecords,',
    why: 'A redrive counts the records of its failed pages a second time.',
  },
  {
    name: 'the-outbox-is-cleared-unsent',
    seed: 1,
    file: 'apply-process-updates.ts',
    find: 'await this.#dispatcher.dispatch(process, messages);',
    replace: '',
    why: 'What a process decided is forgotten instead of sent.',
  },
  {
    name: 'a-lost-race-is-answered-as-stored',
    seed: 3,
    file: 'apply-process-updates.ts',
    find: "if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;",
    replace:
      "if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT') || conflicts >= MAX_CONFLICTS) throw error;\n        for (const answer of answers) answer();\n        return base;",
    why: 'Whoever loses the race for a save is told that all is well.',
  },
  {
    name: 'the-version-is-not-checked',
    seed: 1,
    file: 'memory-process-repository.ts',
    find: 'if (stored.get(process.id)?.keys.version !== process.version) throw new ProcessConflictError(process.id);',
    replace: '',
    why: 'The last writer wins, and what others stored meanwhile is gone.',
  },
  {
    name: 'two-runs-at-once',
    seed: 2,
    file: 'memory-process-repository.ts',
    find: 'if (activeKey !== null && (holders.get(activeKey) ?? id) !== id) throw new ActiveProcessExistsError(activeKey);',
    replace: "if (activeKey === '') throw new ActiveProcessExistsError(activeKey);",
    why: 'A second click starts a second sync.',
  },
  {
    name: 'carried-counts-are-lost',
    seed: 1,
    file: 'batch-outcome.ts',
    find: 'if (carried === undefined) return { counts, errors: [...notes, ...errors] };',
    replace: 'return { counts, errors: [...notes, ...errors] };',
    why: 'What earlier attempts at a page have finished is not counted.',
  },
  {
    name: 'carried-counts-count-twice',
    seed: 1,
    file: 'batch-outcome.ts',
    find: 'synced: carried.synced + counts.synced,',
    replace: 'synced: carried.synced * 2 + counts.synced,',
    why: 'A batch that is retried counts twice.',
  },
  {
    name: 'acknowledged-before-it-is-stored',
    seed: 15,
    file: 'process-person-batch-handler.ts',
    find: 'if (updates.length > 0) await dependencies.updates.submit(updates, options);',
    replace: 'if (updates.length > 0) dependencies.updates.submit(updates, options).catch(() => undefined);',
    why: 'The message is gone before its outcome is stored; where the store fails, the page is lost.',
  },
  {
    name: 'nobody-looks-behind-the-last-page',
    seed: 106,
    file: 'process-person-batch-handler.ts',
    find: "if (batch.next?.kind === 'more') await queuePageBehind(run, options);",
    replace: '',
    why: 'Pages behind the plan are announced, but never queued.',
  },
  {
    name: 'retried-people-are-forgotten',
    seed: 15,
    file: 'process-person-batch-handler.ts',
    find: 'if (isRetried) await retryPersons(run, { synced, attempt }, options);',
    replace: '',
    why: 'People whom Quo could not take for the moment are never sent again.',
  },
  {
    name: 'exhausted-people-pass-for-synced',
    seed: 24,
    file: 'process-person-batch-handler.ts',
    find: "outcome: exhausted.length > 0 ? 'FAILED' : 'PROCESSED',",
    replace: "outcome: 'PROCESSED',",
    why: 'People who used up their attempts do not keep their sync from completing.',
  },
  {
    name: 'an-error-counts-as-done',
    seed: 15,
<<<<<<< HEAD:simulator/src/mutants/mutants.ts
    file: 'packages/crm-base/src/workers/queue-workers.ts',
=======
    file: 'sync-workers.ts',
>>>>>>> h-lanes:verify/simulator/src/mutants/mutants.ts
    find: "return { kind: 'retry', delaySeconds: retryDelaySeconds({ attempt: message.receiveCount - 1, random, errors: [error] }) };",
    replace: "return { kind: 'done' };",
    why: 'A message whose work failed is forgotten.',
  },
  {
    name: 'nothing-is-sent-again-on-redelivery',
    seed: 15,
<<<<<<< HEAD:simulator/src/mutants/mutants.ts
    file: 'packages/crm-base/src/workers/queue-workers.ts',
=======
    file: 'sync-workers.ts',
>>>>>>> h-lanes:verify/simulator/src/mutants/mutants.ts
    find: 'if (message.receiveCount > 1) await',
    replace: 'if (message.receiveCount > 1_000) await',
    why: 'What the attempt before decided, and died before sending, is never sent.',
  },
  {
    name: 'the-fetch-stops-behind-the-first-page',
    seed: 1,
    file: 'fetch-person-page-handler.ts',
    find: 'const { nextPage, currentCursor, hasMore, plannedPages } = context.pagination;\n',
    replace:
      "const { nextPage, currentCursor, hasMore, plannedPages } = context.pagination;\n  if (nextPage === 1) return { kind: 'done' };\n",
    why: 'The fetch stops behind the first page.',
  },
  {
    name: 'a-planned-page-is-not-queued',
    seed: 2,
    file: 'fan-out-pages-handler.ts',
    find: 'Array.from({ length: until - from }, (_, index) => pageBatch(data, from + index))',
    replace: 'Array.from({ length: Math.max(0, until - from - 1) }, (_, index) => pageBatch(data, from + index))',
    why: 'Of each range of pages the last one is announced, but not queued.',
  },
  {
    name: 'the-position-moves-two-pages',
    seed: 2,
    file: 'fan-out-pages-handler.ts',
    find: 'nextPage: until } },',
    replace: 'nextPage: until + 1 } },',
    why: 'A fan-out that is repeated leaves out a page.',
  },
  {
    name: 'the-overlap-is-forgotten',
    seed: 1135,
<<<<<<< HEAD:simulator/src/mutants/mutants.ts
    file: 'packages/crm-base/src/connector/crm-config.ts',
=======
    file: 'crm-config.ts',
>>>>>>> h-lanes:verify/simulator/src/mutants/mutants.ts
    find: 'overlapSeconds: z.int().min(0).default(300)',
    replace: 'overlapSeconds: z.int().min(0).default(0)',
    why: 'Changes made while clocks differ fall between two syncs.',
  },
  {
    name: 'the-watermark-is-the-end',
    seed: 136,
<<<<<<< HEAD:simulator/src/mutants/mutants.ts
    file: 'packages/crm-base/src/operations/sync-orchestrator.ts',
=======
    file: 'sync-orchestrator.ts',
>>>>>>> h-lanes:verify/simulator/src/mutants/mutants.ts
    find: 'Date.parse(readSyncContext(last).startTime);',
    replace: "Date.parse(last.endedAt ?? '') + 600_000;",
    why: 'Changes made while a sync ran are not looked at again.',
  },
  {
    name: 'transient-passes-for-permanent',
    seed: 1,
    file: 'write-contacts.ts',
    find: "if (answer.kind === 'unavailable') return { kind: 'retry', externalId, error: answer.error };",
    replace: "if (answer.kind === 'unavailable') return { kind: 'failed', entry: { externalId, code: 'GONE', message: 'gone' } };",
    why: 'A person whom Quo cannot take for a moment has failed for good.',
  },
  {
    name: 'unconfirmed-content-passes-for-known',
    seed: 1015,
    file: 'confirm-write.ts',
    find: 'contentHash: wasAlone || isRepeated ? contentHash : null,',
    replace: 'contentHash,',
    why: 'After two writers at once the content is taken for known, whoever came last.',
  },
  {
    name: 'a-begun-write-leaves-the-hash',
    seed: 1,
    file: 'begin-write.ts',
    find: 'contentHash: null, contested,',
    replace: 'contentHash, contested,',
    why: 'A write that dies half-way is taken for done.',
  },
  {
    name: 'the-deleted-stay',
    seed: 29,
    file: 'prepare-persons.ts',
    find: 'if (integration.isPersonDeleted(person)) return',
    replace: "if (integration.isPersonDeleted(person) && externalId === '') return",
    why: 'Whoever is deleted in the CRM is written to Quo again.',
  },
  {
    name: 'nobody-obeys-429',
    seed: 154,
    file: 'http-client.ts',
    find: 'error.status !== undefined) await budget?.pauseUntil(clock.now() + error.retryAfterMs);',
    replace: 'error.status !== undefined) await budget?.pauseUntil(clock.now());',
    why: 'The other callers go on asking an API that has asked to wait.',
  },
  {
    name: 'a-chunk-is-lost',
    seed: 1,
<<<<<<< HEAD:simulator/src/mutants/mutants.ts
    file: 'packages/quo/src/contacts/lookup.ts',
=======
    file: 'look-up.ts',
>>>>>>> h-lanes:verify/simulator/src/mutants/mutants.ts
    find: 'Array.from({ length: Math.ceil(items.length / size) }',
    replace: 'Array.from({ length: Math.floor(items.length / size) }',
    why: 'The last, unfilled chunk of contacts is never looked up nor created.',
  },
  {
    name: 'a-refused-update-is-forgotten',
    seed: 73,
    file: 'process-update-consumer.ts',
    find: "  return { kind: 'retry' };",
    replace: "  return { kind: 'done' };",
    why: 'An update that could not be stored is taken off its queue.',
  },
  {
    name: 'the-catch-up-is-forgotten',
    seed: 2,
    file: 'complete-sync-handler.ts',
    find: 'await startCatchUp(dependencies, integration, process);',
    replace: '',
    why: 'Whoever changes while a sync runs waits for the next one.',
  },
];
