import { STOP_POINTS, type StopPoint } from '../worker/stop-point.ts';
import type { CrashCase } from './crash-case.ts';

/** Points that a run passes less often than the others, and how often it surely does. */
const RARE: Readonly<Partial<Record<StopPoint, number>>> = {
  // The sync, and the one of those who changed meanwhile.
  'before-create': 2,
  'after-create': 2,
  // The first pages that are fanned out; the others follow one by one as they are worked off.
  'mid-enqueue': 1,
};
const PASSINGS = 5;
/** Ten pages: no point is passed less than five times. */
const PEOPLE = 100;

/** Every point, each of its first passings, with both connectors. */
export function allCrashCases(): readonly CrashCase[] {
  return STOP_POINTS.flatMap((point) => {
    const passings = Array.from({ length: RARE[point] ?? PASSINGS }, (_, index) => index + 1);
    return passings.flatMap((passing): readonly CrashCase[] =>
      // A CRM without a total has nothing to fan out.
      point === 'mid-enqueue'
        ? [{ connector: 'scaling-test', point, passing, people: PEOPLE }]
        : [
            { connector: 'scaling-test', point, passing, people: PEOPLE },
            { connector: 'pipedrive', point, passing, people: PEOPLE },
          ],
    );
  });
}
