import type { MappingRepository, Process, ProcessRepository, Store } from '@frigg-crm/core';
import type { ClockError, SimulatedMachine, SimulatedQueue } from '@frigg-crm/testing';
import type { SharedCalls } from './shared-calls.ts';

/** Where the machines of a world keep what outlives them. */
export type StoreKind = 'memory' | 'sqlite';

/** The three queues of a sync. */
export interface SystemQueues {
  readonly fetch: SimulatedQueue;
  readonly work: SimulatedQueue;
  readonly processUpdates: SimulatedQueue;
}

/** What a program of a machine has of a store: each of its calls may fail. */
export type SystemStore = Required<Pick<Store, 'processRepository' | 'mappingRepository' | 'leases' | 'rateLimits'>> &
  Pick<Store, 'maintain'>;

/** Part of a store, where nothing goes wrong and no one watches. */
export interface RawStore {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
}

/** @param before - The version before; absent when the process was created. */
export type StoredListener = (process: Process, before: Process | undefined) => void;

/** What a backend reports. */
export interface BackendListeners {
  readonly onStored: StoredListener;
  /** A message was acknowledged for good. */
  readonly onAcknowledged: (body: string) => void;
}

/** Stores and queues. */
export interface Backend {
  /** That of all machines, where they have one in common. */
  readonly clockError: ClockError | undefined;
  /** A program begins on a machine. @returns its store. */
  startProgram(machine: SimulatedMachine): SystemStore;
  /** A machine has crashed, or its program has ended in good order. */
  endProgram(machine: SimulatedMachine): void;
  /** `undefined` while no program could reach it. */
  readonly raw: RawStore | undefined;
  /** So far. */
  readonly shared: Readonly<SharedCalls>;
  readonly deadLetterQueues: SystemQueues;
  /** Queues that hold messages, or may come to hold some. */
  readonly liveQueues: readonly SimulatedQueue[];
  /** @returns the queues of a machine: its own, or those that all share. */
  openQueues(machine: string): SystemQueues;
  /** The world is over. */
  close(): void;
}

/** Makes three queues. */
export function mapQueues(make: (name: keyof SystemQueues, kind: 'standard' | 'fifo') => SimulatedQueue): SystemQueues {
  return { fetch: make('fetch', 'standard'), work: make('work', 'standard'), processUpdates: make('processUpdates', 'fifo') };
}
