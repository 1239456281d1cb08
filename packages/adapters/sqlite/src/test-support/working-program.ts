import { argv, stdout } from 'node:process';
import { handleEachMessage, toProcessId, type Process } from '@frigg-crm/core';
import { createSqliteQueue } from '../message-queue/create-sqlite-queue.ts';
import { openSqliteStore, type SqliteStore } from '../open-sqlite-store.ts';

/** Writes a line to the program that started this one; resolves when it is written. */
async function report(line: string): Promise<void> {
  await new Promise((resolve) => stdout.write(`${line}\n`, resolve));
}

/** Reports each message as its handler begins: everything before it is settled then. `argv[4]` is the visibility timeout in seconds. */
async function consume(store: SqliteStore): Promise<void> {
  const queue = createSqliteQueue({ store, name: 'work', visibilityTimeoutSeconds: Number(argv[4]) });
  await queue.consume(
    handleEachMessage(async ({ body }) => {
      await report(body);
      return { kind: 'done' };
    }),
  );
}

/** Reports a message that it never finishes. */
async function hold(store: SqliteStore): Promise<void> {
  await createSqliteQueue({ store, name: 'work' }).consume(
    handleEachMessage(async ({ body }) => {
      await report(body);
      return new Promise(() => {});
    }),
  );
}

/** Reports each message when it is accepted. */
async function send(store: SqliteStore): Promise<void> {
  const queue = createSqliteQueue({ store, name: 'work' });
  for (let count = 1; ; count += 1) {
    await queue.send([{ body: `message ${count}` }]);
    await report(`message ${count}`);
  }
}

/** Reports each version of a process when it is saved; `argv[4]` is the first one. */
async function save({ processRepository }: SqliteStore): Promise<void> {
  const first: Process = { ...(JSON.parse(argv[4] ?? '{}') as Process), id: toProcessId('process-1') };
  await processRepository.create(first);
  for (let process = first; ;) {
    process = await processRepository.save({ ...process, context: { text: 'x'.repeat(5000), count: process.version + 1 } });
    await report(`version ${process.version}`);
  }
}

const ROLES: Readonly<Record<string, (store: SqliteStore) => Promise<void>>> = { consume, hold, send, save };

/** Opens the file in `argv[2]` and does what `argv[3]` says until it is killed. */
async function main(file = '', role = ''): Promise<void> {
  const store = await openSqliteStore({ file });
  await report('open');
  await ROLES[role]?.(store);
}

void main(argv[2], argv[3]);
