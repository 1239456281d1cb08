import { INTEGRATION_MUTANTS } from './integration-mutants.ts';
import type { Mutant } from './mutant.ts';
import { PROCESS_MUTANTS } from './process-mutants.ts';
import { SHARING_MUTANTS } from './sharing-mutants.ts';
import { SQLITE_MUTANTS } from './sqlite-mutants.ts';
import { SYNC_MUTANTS } from './sync-mutants.ts';
import { WRITE_MUTANTS } from './write-mutants.ts';

/** All deliberate faults. */
export const MUTANTS: readonly Mutant[] = [
  ...PROCESS_MUTANTS,
  ...SYNC_MUTANTS,
  ...WRITE_MUTANTS,
  ...INTEGRATION_MUTANTS,
  ...SHARING_MUTANTS,
  ...SQLITE_MUTANTS,
];
