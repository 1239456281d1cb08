import type { ProcessProgress } from '../domain/process/process-progress.ts';
import type { MessageEffect } from '../domain/process/effect.ts';
import type { Process } from '../domain/process/process.ts';
import type { EffectDispatcher } from '../ports/effect-dispatcher.ts';
import type { LogFields, Logger } from '../ports/logger.ts';
import { ApplyProcessUpdates } from '../use-cases/apply-process-updates.ts';
import { CRM_LIKE } from './crm-like-process-type.ts';
import { createInMemoryProcesses, type InMemoryProcesses } from './in-memory-processes.ts';
import { createStillClock, type StillClock } from './still-clock.ts';

/** Keeps what it was given; `fail` may throw to play a queue that is away. */
interface RecordingDispatcher extends EffectDispatcher {
  fail: () => void;
  readonly sent: readonly MessageEffect[];
}

function createRecordingDispatcher(): RecordingDispatcher {
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

/** Everything that updates need, with its insides open to a test. */
export interface TestSystem {
  readonly processes: InMemoryProcesses;
  readonly dispatcher: RecordingDispatcher;
  readonly clock: StillClock;
  readonly published: ProcessProgress[];
  readonly warnings: LogFields[];
  /** May throw to play a publisher that is away. */
  onPublish: () => void;
  readonly apply: ApplyProcessUpdates;
  /** Another program over the same store. */
  secondProgram(): ApplyProcessUpdates;
}

export function createTestSystem(initial: readonly Process[] = []): TestSystem {
  const processes = createInMemoryProcesses(initial);
  const dispatcher = createRecordingDispatcher();
  const clock = createStillClock();
  const published: ProcessProgress[] = [];
  const warnings: LogFields[] = [];
  const logger: Logger = { debug() {}, info() {}, error() {}, warn: (fields) => warnings.push(fields), child: () => logger };
  const publisher = {
    publish(progress: ProcessProgress): void {
      system.onPublish();
      published.push(progress);
    },
  };
  const program = (): ApplyProcessUpdates =>
    new ApplyProcessUpdates({ processRepository: processes, processTypes: [CRM_LIKE], dispatcher, publisher, clock, logger });
  const system: TestSystem = {
    processes,
    dispatcher,
    clock,
    published,
    warnings,
    onPublish() {},
    apply: program(),
    secondProgram: program,
  };
  return system;
}
