import type { CallOptions } from './call-options.ts';
import type { DocumentStore } from './document-store.ts';
import type { Leases } from './leases.ts';
import type { MappingRepository } from './mapping-repository.ts';
import type { ProcessRepository } from './process-repository.ts';
import type { RateLimits } from './rate-limits.ts';

/**
 * One database with all that an engine stores in it. The five parts travel together, but each can be replaced: an app
 * that has a table of processes of its own passes `{ ...store, processRepository }`.
 */
export interface Store {
  readonly processRepository: ProcessRepository;
  readonly mappingRepository: MappingRepository;
  readonly documents: DocumentStore;
  readonly leases: Leases;
  readonly rateLimits: RateLimits;
  /**
   * Does what the database does not do by itself, such as giving free space back, in short steps beside the work of all
   * programs. An engine calls it once an hour. Absent where there is nothing to do.
   */
  maintain?(options?: CallOptions): Promise<unknown>;
  /** Closes what was opened with the store. May be called twice. */
  close(): Promise<void>;
}
