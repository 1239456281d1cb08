import type { ProcessProgress } from '../domain/process/process-progress.ts';

/**
 * What a feed reports: a new state; processes that moved and are to be read; a log that has new events; that changes may
 * have been missed, so that all that is watched is to be read; that it hears nothing, until it reports a gap.
 */
export type ProgressChange =
  | { readonly kind: 'progress'; readonly progress: ProcessProgress }
  | { readonly kind: 'moved'; readonly processIds: readonly string[] }
  | { readonly kind: 'events'; readonly integrationId: string }
  | { readonly kind: 'gap' }
  | { readonly kind: 'lost' };

/**
 * Reports that processes moved, in this program or another one. Best effort: reports may be lost, repeated and late, so that
 * a subscriber reads the store now and then all the same.
 */
export interface ProgressFeed {
  /**
   * The listener must not throw. A feed that hears nothing yet reports `lost` at once.
   * @returns what ends the subscription; may be called twice.
   */
  subscribe(listener: (change: ProgressChange) => void): () => void;
}
