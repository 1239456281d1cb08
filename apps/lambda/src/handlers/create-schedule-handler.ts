import type { LambdaApp } from '../app/open-app.ts';
import { nameOf } from './name-of.ts';
import type { LambdaContext } from '../events/lambda-context.ts';

/** What a turn has done. */
export interface ScheduleResult {
  /** Tasks of the maintenance that failed; the next turn repeats them. */
  readonly failedTasks: number;
  /** Messages that the store had kept and that were sent. */
  readonly sent: number;
  /** Syncs that were due and were handled. */
  readonly due: number;
  /** Stalled syncs that were requeued. */
  readonly rescued: number;
}

/** So long before the end of the invocation a turn begins nothing more, in milliseconds. */
const RESERVE_MS = 15_000;

/** Makes the handler of the schedule: each invocation is one turn of maintenance and watchdog. */
export function createScheduleHandler(
  open: () => Promise<Pick<LambdaApp, 'engine' | 'services' | 'live'>>,
): (event: unknown, context: LambdaContext) => Promise<ScheduleResult> {
  return async (_event, context) => {
    const { engine, services, live } = await open();
    const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
    // The watchdog comes last: about once an hour it lets the store maintain itself, which takes longest.
    const failedTasks = await services.runMaintenanceOnce({ signal });
    const turn = await engine.runWatchdogOnce({ ...services, signal });
    await live?.gateway.sweep({ signal }).catch((error: unknown) => {
      engine.system.logger.warn({ error: nameOf(error) }, 'clients of live progress could not be sent away; the next turn does it');
    });
    const result = { failedTasks, ...turn };
    engine.system.logger.info(result, 'turn of the schedule ended');
    return result;
  };
}
