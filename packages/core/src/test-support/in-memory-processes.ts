import { ActiveProcessExistsError } from '../errors/active-process-exists-error.ts';
import { ProcessConflictError } from '../errors/process-conflict-error.ts';
import type { Process } from '../domain/process/process.ts';
import type { ProcessId } from '../domain/process/process-id.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';

/** A repository that stores JSON texts, as a database does, and lets a test step in around a save. */
export interface InMemoryProcesses extends ProcessRepository {
  /** Runs before a save takes effect; throwing prevents it. */
  beforeSave: (process: Process) => Promise<void> | void;
  /** Runs after a save took effect; throwing makes its outcome unknown to the caller. */
  afterSave: (process: Process) => Promise<void> | void;
  /** Every process as it was saved, in order. */
  readonly saves: readonly Process[];
  /** How often `findById` was called. */
  readonly loads: number;
  read(id: string): Process;
}

export function createInMemoryProcesses(initial: readonly Process[] = []): InMemoryProcesses {
  const rows = new Map<string, string>(initial.map((process) => [process.id, JSON.stringify(process)]));
  const saves: Process[] = [];
  let loads = 0;
  const parse = (row: string): Process => JSON.parse(row) as Process;
  const read = (id: string): Process | undefined => {
    const row = rows.get(id);
    return row === undefined ? undefined : parse(row);
  };
  const guardActive = ({ id, activeKey }: Process): void => {
    if (activeKey === null) return;
    if ([...rows.values()].map(parse).some((other) => other.id !== id && other.activeKey === activeKey))
      throw new ActiveProcessExistsError(activeKey);
  };
  return {
    beforeSave() {},
    afterSave() {},
    saves,
    get loads() {
      return loads;
    },
    read(id) {
      const process = read(id);
      if (process === undefined) throw new Error(`no process ${id}`);
      return process;
    },
    async create(process) {
      if (rows.has(process.id)) throw new ProcessConflictError(process.id);
      guardActive(process);
      rows.set(process.id, JSON.stringify(process));
    },
    async findById(id: ProcessId) {
      loads += 1;
      return read(id);
    },
    async findByIds(ids) {
      return ids.map(read).filter((process) => process !== undefined);
    },
    async find({ active, updatedBefore, endedBefore }) {
      return [...rows.values()]
        .map(parse)
        .filter(
          ({ endedAt, updatedAt }) =>
            (active === undefined || active === (endedAt === null)) &&
            (updatedBefore === undefined || updatedAt < updatedBefore) &&
            (endedBefore === undefined || (endedAt !== null && endedAt < endedBefore)),
        );
    },
    async save(process) {
      await this.beforeSave(process);
      if (read(process.id)?.version !== process.version) throw new ProcessConflictError(process.id);
      guardActive(process);
      const stored = { ...process, version: process.version + 1 };
      rows.set(process.id, JSON.stringify(stored));
      saves.push(stored);
      await this.afterSave(stored);
      return parse(JSON.stringify(stored));
    },
    async deleteById(id) {
      rows.delete(id);
    },
  };
}
