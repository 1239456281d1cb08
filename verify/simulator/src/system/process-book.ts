import { readProgress, type Process } from '@frigg-crm/core';
import { toIso, type IntervalSet } from '@frigg-crm/core/adapter';
import { CRM_SYNC, readSyncContext } from '@frigg-crm/crm-base';
import type { Simulation } from '@frigg-crm/testing';
import { PROCESS_RULES } from '../invariants/process-rules.ts';

/** What a simulation knows of the processes in the store, by looking over its shoulder. */
export interface ProcessBook {
  /** Writes down a version that was stored, and holds it to the rules. */
  add(process: Process, before: Process | undefined): void;
  /** All, in their newest version, oldest first. */
  readonly all: readonly Process[];
  /** Those that have not ended. */
  readonly active: readonly Process[];
  /** @returns a process in its newest version. */
  find(id: string): Process | undefined;
  /** @returns when the process was created, by the true time. */
  createdAtMs(process: Process): number;
  /** One line per process. */
  describe(): readonly string[];
}

/** Three rescues, each after five minutes without a change: with some room for clocks that are set meanwhile. */
const MIN_STALL_MS = 11 * 60_000;

/** Makes an empty book. */
export function createProcessBook(simulation: Simulation): ProcessBook {
  const newest = new Map<string, { readonly process: Process; readonly atMs: number }>();
  const createdAtMs = new Map<string, number>();
  const movedAtMs = new Map<string, number>();
  const list = (): readonly Process[] => [...newest.values()].map(({ process }) => process);

  function checkRules(process: Process, before: Process | undefined): void {
    for (const { invariant, check } of PROCESS_RULES) {
      const broken = check(process, before);
      if (broken !== undefined) simulation.fail(invariant, `${process.id}: ${broken}`);
    }
  }

  /** A stalled sync is helped several times before it ends as failed, with a timeout in between each time. */
  function checkPatience(process: Process, before: Process | undefined): void {
    const moved = before === undefined || before.endedAt !== null || before.state === CRM_SYNC.roles.paused;
    if (moved || runsOf(before.ledger.settled) !== runsOf(process.ledger.settled)) movedAtMs.set(process.id, simulation.now());
    const quietMs = simulation.now() - (movedAtMs.get(process.id) ?? 0);
    if (process.context['errorCode'] === 'STALLED' && before?.endedAt === null && process.endedAt !== null && quietMs < MIN_STALL_MS)
      simulation.fail('no sync ends as STALLED that moves', `${process.id} moved ${quietMs} ms ago`);
  }

  /** By what processes say of themselves: the key that keeps a second one out is what is tested. */
  function checkOneRun(process: Process): void {
    const key = runKeyOf(process);
    const rival = list().find((other) => other.id !== process.id && other.endedAt === null && runKeyOf(other) === key);
    if (key !== undefined && process.endedAt === null && rival !== undefined)
      simulation.fail('one run at a time per integration and object type', `${rival.id} and ${process.id} run for ${key}`);
  }

  return {
    add(process, before) {
      const { processedRecords } = readProgress(process);
      simulation.note(
        `stored ${process.id} v${process.version} ${process.state}, ${processedRecords} of ${runsOf(process.ledger.settled)}`,
      );
      checkRules(process, before);
      if (before === undefined) createdAtMs.set(process.id, simulation.now());
      checkPatience(process, before);
      newest.set(process.id, { process, atMs: simulation.now() });
      if (before === undefined || before.endedAt !== process.endedAt) checkOneRun(process);
    },
    get all() {
      return list();
    },
    get active() {
      return list().filter(({ endedAt }) => endedAt === null);
    },
    find: (id) => newest.get(id)?.process,
    createdAtMs: ({ id }) => createdAtMs.get(id) ?? 0,
    describe: () => [...newest.values()].map(({ process, atMs }) => describe(process, atMs)),
  };
}

/** `undefined`: webhooks may run side by side. */
function runKeyOf(process: Process): string | undefined {
  const { syncType, personObjectType } = readSyncContext(process);
  return syncType === 'WEBHOOK' ? undefined : `${process.integrationId}/${personObjectType}`;
}

function describe(process: Process, atMs: number): string {
  const { id, state, version, ledger, context, results } = process;
  const { settled, failed, expectedUnits, closed, outbox } = ledger;
  const facts = { settled, failed, expectedUnits, closed, outbox: outbox.length, error: context['errorCode'], pages: results['pages'] };
  return `${id} ${readSyncContext(process).syncType} ${state} v${version}, last stored ${toIso(atMs)}, ${JSON.stringify(facts)}`;
}

function runsOf(units: IntervalSet): string {
  return units.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ') || 'no unit';
}
