import type { MessageEffect } from '../domain/process/effect.ts';
import type { EffectDispatcher } from '../ports/effect-dispatcher.ts';

/** Keeps what it was given; `fail` may throw to play a queue that is away. */
export interface RecordingDispatcher extends EffectDispatcher {
  fail: () => void;
  readonly sent: readonly MessageEffect[];
}

export function createRecordingDispatcher(): RecordingDispatcher {
  const sent: MessageEffect[] = [];
  return {
    sent,
    fail() {},
    async dispatch(_process, effects) {
      this.fail();
      sent.push(...effects);
    },
  };
}
