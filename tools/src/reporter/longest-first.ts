import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute, though they are small: one that starts last would let a lane wait for it alone. */
const LONGEST = ['kill.programs', 'silent-network.programs', 'interrupt.programs', 'migrate.programs'];

/** Starts the files that take longest before the others. A fresh clone knows no durations, and vitest goes by size then. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONGEST.some((name) => moduleId.includes(name));
    return (await super.sort(files)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}
