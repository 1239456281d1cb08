import { expectTypeOf } from 'vitest';
import type { foldUpdate, FoldOutcome } from './fold-update.ts';
import type { Effect } from './effect.ts';
import type { ExpectUnitsUpdate, ProcessUpdate } from './process-update.ts';
import type { Process } from './process.ts';
import { toProcessId, type ProcessId } from './process-id.ts';

type Kind = ProcessUpdate['type'];

expectTypeOf<Kind>().toEqualTypeOf<
  | 'UPDATE_STATE'
  | 'UPDATE_METRICS'
  | 'EXPECT_UNITS'
  | 'SETTLE_UNIT'
  | 'ADD_CHILD'
  | 'SETTLE_CHILD'
  | 'COMPLETE_PROCESS'
  | 'HANDLE_ERROR'
  | 'PAUSE_PROCESS'
  | 'RESUME_PROCESS'
  | 'REOPEN_PROCESS'
  | 'EFFECTS_DISPATCHED'
>();
expectTypeOf<Extract<ProcessUpdate, { readonly type: 'EXPECT_UNITS' }>>().toEqualTypeOf<ExpectUnitsUpdate>();
expectTypeOf<ProcessUpdate['updateId']>().toEqualTypeOf<string>();
expectTypeOf<ProcessUpdate['processId']>().toEqualTypeOf<ProcessId>();

// A plain text is no ProcessId, a ProcessId is a text.
expectTypeOf<string>().not.toExtend<ProcessId>();
expectTypeOf<ProcessId>().toExtend<string>();
expectTypeOf(toProcessId).returns.toEqualTypeOf<ProcessId>();
expectTypeOf<Process['parentProcessId']>().toEqualTypeOf<ProcessId | null>();

// An unknown state of affairs cannot be said.
expectTypeOf<{ type: 'SETTLE_UNIT'; processId: ProcessId; updateId: string; unit: number }>().not.toExtend<ProcessUpdate>();
expectTypeOf<{ type: 'DELETE'; processId: ProcessId; updateId: string }>().not.toExtend<ProcessUpdate>();
expectTypeOf<FoldOutcome>().toEqualTypeOf<'folded' | 'already-folded' | 'ended'>();
expectTypeOf<Effect['kind']>().toEqualTypeOf<'message' | 'update'>();
expectTypeOf<ReturnType<typeof foldUpdate>['effects']>().toEqualTypeOf<readonly Effect[]>();

// Entities cannot be changed in place.
declare const process: Process;
// @ts-expect-error the state of a process is readonly
process.state = 'COMPLETED';
// @ts-expect-error so is its ledger
process.ledger.outbox.push();
