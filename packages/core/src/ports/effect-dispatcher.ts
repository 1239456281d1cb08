import type { MessageEffect } from '../domain/process/effect.ts';
import type { Process } from '../domain/process/process.ts';
import type { CallOptions } from './call-options.ts';

/**
 * Carries out what the fold decided, after it was saved. A crash between the two repeats the effect under the same
 * `id`, so the receiver must be idempotent.
 */
export interface EffectDispatcher {
  /** Resolves when every effect is safely handed on, for example accepted by a queue. */
  dispatch(process: Process, effects: readonly MessageEffect[], options?: CallOptions): Promise<void>;
}
