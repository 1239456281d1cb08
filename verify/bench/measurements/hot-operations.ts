import { openProcessStore, type ProcessStore } from '@frigg-crm/postgres-process-repo';
import { answerParent } from '../test-support/child.ts';
import { ACTIVE, HOT_OPERATIONS, type HotOperation, type HotOperationName } from '../test-support/hot-operations.ts';
import { workTogether } from '../test-support/work-together.ts';

/** Two databases to run the same operations on. */
export interface HotOperationsMeasurement {
  readonly without: string;
  readonly beside: string;
  /** How many slices of time each gets. */
  readonly slices: number;
}

/** Seconds of one slice in each of the databases, and how often the operation was completed in it. */
export interface Slice {
  readonly times: number;
  readonly without: number;
  readonly beside: number;
}

/** All slices of each operation. */
export type HotOperationsOutcome = Readonly<Record<HotOperationName, readonly Slice[]>>;

const CONNECTIONS = 50;

answerParent(async ({ without, beside, slices }: HotOperationsMeasurement): Promise<HotOperationsOutcome> => {
  const stores = [await open(without), await open(beside)] as const;
  const outcome = Object.fromEntries(Object.keys(HOT_OPERATIONS).map((name) => [name, []])) as unknown as Record<HotOperationName, Slice[]>;
  for (const name of Object.keys(outcome) as readonly HotOperationName[])
    outcome[name] = await compare(HOT_OPERATIONS[name], stores, slices);
  await Promise.all(stores.map(async ({ close }) => close()));
  return outcome;
});

async function open(connectionString: string): Promise<ProcessStore> {
  return openProcessStore({ connectionString, maxConnections: CONNECTIONS });
}

/** A slice here, a slice there, and each time the other way round: whatever else the machine does meets both. */
async function compare(operation: HotOperation, stores: readonly [ProcessStore, ProcessStore], slices: number): Promise<Slice[]> {
  const sides = await Promise.all(stores.map(async (store) => begin(operation, store)));
  const [without, beside] = sides;
  if (without === undefined || beside === undefined) return [];
  // What is new to the compiler and to the connections does not count.
  await without.time();
  await beside.time();
  const measured: Slice[] = [];
  while (measured.length < slices) {
    const isEven = measured.length % 2 === 0;
    const first = await (isEven ? without : beside).time();
    const second = await (isEven ? beside : without).time();
    measured.push({ times: operation.times, without: isEven ? first : second, beside: isEven ? second : first });
  }
  await Promise.all(sides.map(async ({ end }) => end()));
  return measured;
}

interface Side {
  /** @returns the seconds that a slice takes. */
  time(): Promise<number>;
  /** Removes what was made for the operation. */
  end(): Promise<void>;
}

async function begin(operation: HotOperation, { processRepository }: ProcessStore): Promise<Side> {
  const active = await processRepository.find({ active: true, limit: ACTIVE });
  const known = new Set(active.map(({ id }) => id));
  const act = await operation.prepare({ processRepository, active });
  let done = 0;
  return {
    async time() {
      const startMs = performance.now();
      await workTogether(operation.atOnce, operation.times, async (number) => void (await act(done + number)));
      done += operation.times;
      return (performance.now() - startMs) / 1000;
    },
    async end() {
      const left = await processRepository.find({ active: true, limit: 10 * ACTIVE });
      for (const { id } of left) if (!known.has(id)) await processRepository.deleteById(id);
    },
  };
}
