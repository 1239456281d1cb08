export interface ExcusedDialect {
  readonly file: string;
  readonly word: string;
  /** How many places of the file are excused; more than these are not. */
  readonly count: number;
  /** Such as "a deprecated alias". */
  readonly reason: string;
}

/** Places where the word has to stand: deprecated aliases, names that others have given. */
export const EXCUSED_DIALECT: readonly ExcusedDialect[] = [
  { file: 'packages/core/src/adapter/index.ts', word: 'steering', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/core/src/inbox/inbox.ts', word: 'remind', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/core/src/index.ts', word: 'steering', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/core/src/use-cases/control-process.ts', word: 'steering', count: 3, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/deprecated.ts', word: 'caretaker', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/crm-base/src/deprecated.ts', word: 'remind', count: 2, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/deprecated.ts', word: 'see to', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/crm-base/src/deprecated.ts', word: 'steering', count: 4, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/index.ts', word: 'caretaker', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/crm-base/src/index.ts', word: 'remind', count: 2, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/index.ts', word: 'see to', count: 1, reason: 'a deprecated alias' },
  { file: 'packages/crm-base/src/index.ts', word: 'steering', count: 3, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/integration-services.ts', word: 'caretaker', count: 2, reason: 'a deprecated alias' },
  { file: 'packages/crm-base/src/lifecycle/integration-lifecycle.ts', word: 'see to', count: 2, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/lifecycle/set-up.test.ts', word: 'see to', count: 2, reason: 'deprecated aliases' },
  { file: 'packages/crm-base/src/process/process-manager.ts', word: 'steering', count: 4, reason: 'a deprecated option' },
  { file: 'packages/crm-base/src/sync-engine.ts', word: 'steering', count: 2, reason: 'a deprecated alias' },
  {
    file: 'verify/simulator/src/system/control.ts',
    word: 'steering',
    count: 1,
    reason: 'names a stream of random numbers: another name would change what every recorded seed does',
  },
];
