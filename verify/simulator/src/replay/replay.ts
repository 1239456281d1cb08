import { setImmediate } from 'node:timers/promises';
import type { Process } from '@frigg-crm/core';
import type { SyncExport } from '@frigg-crm/crm-base';
import { FAULT_KINDS, installVirtualGlobals, Simulation, type FaultKind } from '@frigg-crm/testing';
import { startFleet } from '../system/fleet.ts';
import { boot } from '../system/node.ts';
import { Operator, type Task } from '../system/operator.ts';
import { createSimulatedSystem, type SimulatedSystem } from '../system/simulated-system.ts';
import { planSystem, type SystemPlan, type TenantPlan } from '../system/system-plan.ts';
import { createTenant } from '../system/tenant.ts';
import { compareWithFile } from './compare-with-file.ts';
import { createRecordedAccounts, type RecordedAccounts } from './recorded-accounts.ts';
import { planReplay, valuesOf, type LifePlan, type ReplayPlan } from './replay-plan.ts';

/** What a replay came to. */
export interface ReplayResult {
  readonly process: Process | undefined;
  /** States in the order in which they were stored. */
  readonly states: readonly string[];
  /** What came out otherwise than in the file, and what must never be, in sentences. */
  readonly differences: readonly string[];
  readonly notes: readonly string[];
  readonly virtualMs: number;
}

export interface ReplayOptions {
  readonly seed: number;
  /** What goes wrong besides: the counts must be the same all the same. @defaultValue nothing */
  readonly kinds?: readonly FaultKind[] | undefined;
  readonly onTrace?: ((line: string) => void) | undefined;
  /** Gets each stored version of the sync. */
  readonly onStored?: ((process: Process) => void) | undefined;
}

const INTEGRATION_ID = 'replayed';
const DAY_MS = 24 * 3_600_000;
/** So long what is asked for may go wrong. */
const FAULTS_MS = 3_600_000;

/** Plays a recorded sync again on virtual time, with all invariants. @throws {ReplayError} when the file cannot be played. */
export async function replay(file: SyncExport, { seed, kinds = [], onTrace, onStored }: ReplayOptions): Promise<ReplayResult> {
  const plan = planReplay(file);
  const faults = Object.fromEntries(kinds.map((kind) => [kind, FAULT_KINDS[kind]]));
  const simulation = new Simulation({ seed, faults, onTrace });
  const startMs = simulation.now();
  const restore = installVirtualGlobals(simulation);
  const accounts = createRecordedAccounts(plan);
  const system = createSystem(simulation, { plan, accounts });
  try {
    const played = await play(system, { plan, accounts, onStored });
    const { violation } = simulation;
    const broken = violation === undefined ? [] : [`An invariant is broken: ${violation.invariant}: ${violation.detail}`];
    const differences = [
      ...broken,
      ...compareWithFile(file, { ...played, plan, contacts: system.tenants[0]?.quo.size ?? 0, isDisturbed: kinds.length > 0 }),
    ];
    return { ...played, differences, notes: plan.notes, virtualMs: simulation.now() - startMs };
  } finally {
    restore();
    await setImmediate();
    system.backend.close();
  }
}

interface Parts {
  readonly plan: ReplayPlan;
  readonly accounts: RecordedAccounts;
}

function createSystem(simulation: Simulation, { plan, accounts }: Parts): SimulatedSystem {
  // Where it was stopped at a page, for a while or for good, its pages are worked on in order, one at a time.
  const isWhole = plan.ending === 'ends' && plan.lives.every(({ pauses }) => pauses.length === 0);
  const tenant: TenantPlan = {
    integrationId: INTEGRATION_ID,
    crm: 'cursors',
    people: accounts.crm.listed,
    pageSize: accounts.pageSize,
    maxOutstandingPages: isWhole ? 20 : 1,
    maxAttempts: 4,
    isPartner: true,
    isLimited: false,
    changesPerMinute: 0,
    flaw: 'none',
    refusedPeople: accounts.refusedPeople,
    reasonLength: 20,
    hasWebhooks: false,
    sweeps: false,
    isSlow: false,
  };
  const calm: SystemPlan = {
    ...planSystem(simulation.seed, []),
    tenants: [],
    machines: isWhole ? 2 : 1,
    concurrency: isWhole ? 4 : 1,
    fetchConcurrency: 1,
    visibilityTimeoutMs: 60_000,
    fetchTimeBudgetMs: 300_000,
    hasWatchdog: true,
    hasDeadLetterWorkers: true,
    hasOperator: false,
    hasDeployments: false,
    hasMemoryQueues: false,
    maxSkewMs: 0,
    deadLetterDelayMs: 0,
    pausedCrowd: 0,
    hasHistory: false,
  };
  return { ...createSimulatedSystem(simulation, calm), tenants: [createTenant(simulation, tenant, accounts)] };
}

type Played = Pick<ReplayResult, 'process' | 'states'>;

async function play(system: SimulatedSystem, { plan, accounts, onStored }: Parts & Pick<ReplayOptions, 'onStored'>): Promise<Played> {
  const { simulation, book } = system;
  const fleet = startFleet({ ...system.plan, simulation, boot: (options) => boot(system, options) });
  const operator = new Operator(system, fleet);
  const states: string[] = [];
  let id: string | undefined;
  const find = (): Process | undefined => (id === undefined ? undefined : book.find(id));
  const lives = createLives(system, { plan, accounts, operator });
  system.onStored((process) => {
    if (id === undefined && process.context['syncType'] === 'INITIAL') ({ id } = process);
    if (process.id !== id) return;
    if (states.at(-1) !== process.state) states.push(process.state);
    onStored?.(process);
    lives.watch(process);
  });
  const start = { integrationId: INTEGRATION_ID, onDone: undefined };
  operator.ask({
    ...start,
    name: 'start the recorded sync',
    run: async (integration, { engine }) => engine.syncOrchestrator.startInitialSync({ integration }),
  });
  simulation.schedule(FAULTS_MS, 'nothing goes wrong from now on', () => simulation.faults.stop());
  await simulation.run({ until: () => lives.isOver(find()), limitMs: 2 * DAY_MS, maxEvents: 3_000_000 });
  return { process: find(), states };
}

/** Does to the sync what was done to the recorded one, when it has come as far. */
function createLives(system: SimulatedSystem, { plan, accounts, operator }: Parts & { readonly operator: Operator }) {
  const { simulation } = system;
  const rest = [...plan.lives];
  let life: LifePlan = rest.shift() ?? { failedPages: new Set(), pauses: [] };
  let pauses = [...life.pauses];
  let isCancelled = false;
  let isBusy = false;
  // Where the answer to a redrive was lost it is repeated, and has been done.
  const refusals = ['INVALID_PROCESS_DATA', 'ACTIVE_PROCESS_EXISTS'];
  const act = (name: string, run: Task['run'], onDone?: () => void): void =>
    operator.ask({ name, integrationId: INTEGRATION_ID, run, onDone, refusals });

  function pause({ byOperator, forMs }: LifePlan['pauses'][number], { id, ledger }: Process): void {
    isBusy = true;
    const resume = (): void => {
      accounts.refuse(false);
      act(
        'resume',
        async (_, { engine }) => engine.control.resumeSync(id),
        () => (isBusy = false),
      );
    };
    // Behind the last page no account is needed any more.
    const isWritten = plan.settled === plan.pages.length && valuesOf(ledger.settled).length === plan.settled;
    if (byOperator || isWritten) act('pause', async (_, { engine }) => engine.control.pauseSync(id));
    else accounts.refuse(true);
    simulation.schedule(forMs, 'what it waited for is over', resume);
  }

  /** Where the recorded one was redriven after it had failed. */
  function goOn({ id, state }: Process): void {
    const next = state === 'ERROR' ? rest.shift() : undefined;
    if (next === undefined) return;
    const again = [...life.failedPages].filter((page) => !next.failedPages.has(page)).map((page): [number, number] => [page, page]);
    life = next;
    pauses = [...life.pauses];
    accounts.losePages(life.failedPages);
    isBusy = true;
    const redrive: Task['run'] = async (_, { engine }) => engine.control.redriveSync(id, { only: 'pages', pages: again });
    act('redrive', redrive, () => (isBusy = false));
  }

  accounts.losePages(life.failedPages);
  return {
    watch(process: Process): void {
      if (isBusy) return;
      const settled = valuesOf(process.ledger.settled).length;
      if (process.endedAt !== null) return goOn(process);
      const [next] = pauses;
      if (next !== undefined && settled >= next.settled) return pause(pauses.shift() ?? next, process);
      if (plan.ending !== 'is cancelled' || isCancelled || settled < plan.settled) return;
      isCancelled = true;
      act('cancel', async (_, { engine }) => engine.control.cancelSync(process.id));
    },
    /** Whether it has come to where the recorded one was. */
    isOver(process: Process | undefined): boolean {
      if (process === undefined || isBusy || operator.openTasks > 0) return false;
      // It may have ended while an answer was on its way.
      this.watch(process);
      if (plan.ending === 'is left' && valuesOf(process.ledger.settled).length >= plan.settled) return true;
      return process.endedAt !== null && rest.length === 0 && !isBusy;
    },
  };
}
