import type { Mutant } from './mutant.ts';

/** Faults of the store in a SQLite file, and of its queues: its own worlds find them. */
const MUTANTS: readonly Omit<Mutant, 'store'>[] = [
  {
    name: 'sqlite-saves-whatever-the-version',
    seed: 7,
    file: 'sqlite-process-repository.ts',
    find: 'if (session.get(selectVersion(process.id))?.version !== process.version) throw new ProcessConflictError(process.id);',
    replace: '',
    why: 'Of two programs that save a process the later one wins.',
  },
  {
    name: 'sqlite-transactions-are-deferred',
    seed: 31,
    file: 'group-commit.ts',
    find: "connection.exec('begin immediate')",
    replace: "connection.exec('begin')",
    why: 'A write that meets a lock fails in its middle instead of waiting for its end.',
  },
  {
    name: 'sqlite-messages-are-acknowledged-when-they-are-handed-out',
    seed: 1,
    file: 'take.ts',
    find: 'return { claim: terms.claim, groupKey: group.group_key, messages };',
    replace:
      'run(session, sql`delete from frigg_queue_messages where id in (select value from json_each(${ids}))`);\n    return { claim: terms.claim, groupKey: group.group_key, messages };',
    why: 'What a consumer has in its hands is lost when its program is killed, or when its handler fails.',
  },
  {
    name: 'sqlite-visibility-is-not-prolonged',
    seed: 94,
    file: 'stored-queue.ts',
    find: 'update frigg_queue_messages set due_at = ${untilMs}',
    replace: 'update frigg_queue_messages set due_at = due_at',
    why: 'Work that takes longer than a visibility timeout is handed out twice.',
  },
  {
    name: 'sqlite-groups-leave-the-line-with-their-first-message',
    seed: 8,
    file: 'settle.ts',
    find: '  joinLine(session, queue, [[groupKey, first + messages.length]]);\n',
    replace: '',
    why: 'A group of a FIFO queue stands still behind its first message.',
  },
];

/** All of them. */
export const SQLITE_MUTANTS: readonly Mutant[] = MUTANTS.map((mutant) => ({ ...mutant, store: 'sqlite' }));
