import { DatabaseSync } from 'node:sqlite';
import { describeHangingStore } from '@frigg-crm/testing';
import { makeTemporaryFolder } from './test-support/temporary-folder.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

/** What silence is to a server, another program that keeps the write lock is to a file. */
describeHangingStore('on SQLite', {
  deadlineMs: 3000,
  async open() {
    const folder = await makeTemporaryFolder();
    const file = folder.newFile();
    const store = await openSqliteStore({ file, lockTimeoutMs: 100 });
    const otherProgram = new DatabaseSync(file);
    const resume = (): void => {
      if (otherProgram.isOpen && otherProgram.isTransaction) otherProgram.exec('rollback');
    };
    return {
      store,
      hang: () => otherProgram.exec('begin immediate'),
      resume,
      async close() {
        resume();
        if (otherProgram.isOpen) otherProgram.close();
        await store.close();
        await folder.remove();
      },
    };
  },
});
