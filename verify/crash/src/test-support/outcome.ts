import { readProgress, type Process } from '@frigg-crm/core';
import { PAGE_SIZE } from '../worker/worker-input.ts';
import type { Sandboxes } from './sandboxes.ts';

/** Entries that say something about a person who was written. */
const NOTES: ReadonlySet<string> = new Set(['PHONE_UNREADABLE', 'EMAIL_UNREADABLE', 'PHONE_NUMBER_SHARED']);

/** What a sync has come to: in its process, in Quo, and in the queues. */
export interface Outcome {
  readonly state: string;
  readonly totalRecords: number;
  readonly processed: number;
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
  /** Error entries of the process: those of refused people and no others. */
  readonly errors: number;
  readonly pages: { readonly totalPages: number; readonly processedPages: number; readonly failedPages: number };
  /** External ids of Quo's contacts, sorted; one that is there twice stands here twice. */
  readonly contacts: readonly string[];
  readonly deadLetters: number;
  /** How the syncs of those who changed meanwhile have ended: there is one, however often its start was begun. */
  readonly catchUps: readonly string[];
}

/** What an outcome is read from. */
export interface OutcomeSources {
  /** Of the integration. */
  readonly processes: readonly Process[];
  readonly sandboxes: Sandboxes;
  readonly deadLetters: number;
}

export function isFullSync({ context }: Process): boolean {
  return context['syncType'] === 'INITIAL';
}

/** @returns what there is. @throws when no sync was started. */
export function readOutcome({ processes, sandboxes, deadLetters }: OutcomeSources): Outcome {
  const process = processes.find(isFullSync);
  if (process === undefined) throw new Error('there is no full sync');
  const { totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped, errors } = readProgress(process);
  const contacts = sandboxes.quo.sandbox.contacts().map(({ externalId }) => externalId ?? '');
  return {
    state: process.state,
    totalRecords,
    processed: processedRecords,
    synced: totalSynced,
    failed: totalFailed,
    skipped: totalSkipped,
    // A note about a person that was written is no failure.
    errors: errors.filter(({ code }) => !NOTES.has(code)).length,
    pages: process.results['pages'] as unknown as Outcome['pages'],
    contacts: contacts.toSorted(),
    deadLetters,
    catchUps: processes.filter((other) => other !== process).map(({ state }) => state),
  };
}

/** @returns what there must be in the end. */
export function toExpectedOutcome({ expected: { people, contacts, refused, withoutPhone } }: Sandboxes): Outcome {
  const pages = Math.ceil(people / PAGE_SIZE);
  return {
    state: 'COMPLETED',
    totalRecords: people,
    processed: people,
    synced: contacts.length,
    failed: refused,
    skipped: withoutPhone,
    errors: refused,
    pages: { totalPages: pages, processedPages: pages, failedPages: 0 },
    contacts,
    deadLetters: 0,
    catchUps: ['COMPLETED'],
  };
}
