import { FAULT_KINDS, createChance, type Chance, type FaultKind, type FaultShares } from '@frigg-crm/testing';

/** How a CRM lists its people. */
export type CrmKind =
  /** Pipedrive: cursors, tokens that expire, deleted people stay listed. */
  | 'pipedrive'
  /** The synthetic CRM by page numbers: pages shift when people come and go. */
  | 'pages'
  /** The synthetic CRM by page numbers, without a total. */
  | 'uncounted pages'
  /** The synthetic CRM by cursors. */
  | 'cursors';

/** One customer of the system. */
export interface TenantPlan {
  readonly integrationId: string;
  readonly crm: CrmKind;
  readonly people: number;
  readonly pageSize: number;
  readonly maxOutstandingPages: number;
  /** Attempts at a page or a person; few make syncs end in ERROR, so that they can be redriven. */
  readonly maxAttempts: number;
  /** Whether Quo is reached as its partners do: contacts are created in bulk. */
  readonly isPartner: boolean;
  /** Quo and the CRM allow no more than they do in truth. */
  readonly isLimited: boolean;
  /** Changes of the CRM per minute while the first sync runs; 0: it stands still. */
  readonly changesPerMinute: number;
  /** Changes are told by webhooks, too. */
  readonly hasWebhooks: boolean;
  /** Whoever is gone from the CRM goes from Quo. */
  readonly sweeps: boolean;
}

/** Everything that a seed decides before the first event. */
export interface SystemPlan {
  readonly seed: number;
  readonly faults: FaultShares;
  readonly tenants: readonly TenantPlan[];
  readonly machines: number;
  readonly concurrency: number;
  readonly fetchConcurrency: number;
  readonly visibilityTimeoutMs: number;
  readonly fetchTimeBudgetMs: number;
  /** Process updates travel through a FIFO queue. */
  readonly hasUpdateQueue: boolean;
  /** Somebody looks for syncs that stand still. Without, every message has to do its work by itself. */
  readonly hasWatchdog: boolean;
  /** Dead letters are worked on; otherwise only the watchdog finds out. */
  readonly hasDeadLetterWorkers: boolean;
  /** Machines share what APIs allow, and which of them have asked to wait. */
  readonly sharesRateLimits: boolean;
  /** Somebody pauses, resumes, cancels and redrives. */
  readonly hasOperator: boolean;
  /** Machines are stopped in good order and started anew. */
  readonly hasDeployments: boolean;
}

/** The most people, and the largest page. */
const SIZES: readonly (readonly [people: number, pageSize: number])[] = [
  [15, 5],
  [15, 5],
  [15, 20],
  [40, 10],
  [40, 10],
  [120, 20],
];

const CRMS: readonly CrmKind[] = ['pipedrive', 'pages', 'uncounted pages', 'cursors'];

/**
 * Makes the plan of a seed. Each system has some of the faults only, at shares of its own: where everything goes wrong at
 * once, rare faults hide behind frequent ones.
 * @param kinds - The faults that may occur. @defaultValue all
 */
export function planSystem(seed: number, kinds: readonly FaultKind[] = Object.keys(FAULT_KINDS) as FaultKind[]): SystemPlan {
  const chance = createChance(seed, 'plan');
  const hasWatchdog = chance.strikes(0.6);
  const chances = { chance, attempts: createChance(seed, 'attempts'), hasWatchdog };
  const tenants = Array.from({ length: chance.strikes(0.2) ? 2 : 1 }, (_, index) => planTenant(chances, index));
  return {
    seed,
    hasUpdateQueue: chance.strikes(0.5),
    tenants,
    machines: chance.integer(1, 3),
    concurrency: chance.integer(1, 4),
    fetchConcurrency: chance.integer(1, 2),
    visibilityTimeoutMs: chance.pick([5000, 30_000, 60_000]),
    fetchTimeBudgetMs: chance.pick([1000, 30_000, 300_000]),
    hasWatchdog,
    hasDeadLetterWorkers: chance.strikes(0.5) || !hasWatchdog,
    sharesRateLimits: chance.strikes(0.5),
    hasOperator: chance.strikes(0.4) && hasWatchdog,
    hasDeployments: chance.strikes(0.3),
    faults: planFaults(createChance(seed, 'swarm'), kinds),
  };
}

interface TenantChances {
  readonly chance: Chance;
  readonly attempts: Chance;
  readonly hasWatchdog: boolean;
}

/** Without a watchdog nobody clicks and no webhook comes: whose call is not answered comes again, and leaves the first half-done. */
function planTenant({ chance, attempts, hasWatchdog }: TenantChances, index: number): TenantPlan {
  // Mostly small: what goes wrong with a hundred people goes wrong with ten, and ten cost a tenth.
  const [people, pageSize] = chance.pick(SIZES);
  return {
    integrationId: `i${index + 1}`,
    crm: chance.pick(CRMS),
    people: chance.integer(0, people),
    pageSize: chance.integer(2, pageSize),
    maxOutstandingPages: chance.integer(1, 5),
    maxAttempts: attempts.pick([1, 2, 5, 5]),
    isPartner: chance.strikes(0.5),
    isLimited: chance.strikes(0.3),
    changesPerMinute: chance.strikes(0.5) ? 0 : chance.integer(1, 10),
    hasWebhooks: chance.strikes(0.5) && hasWatchdog,
    sweeps: chance.strikes(0.5),
  };
}

function planFaults(chance: Chance, kinds: readonly FaultKind[]): FaultShares {
  const isCalm = chance.strikes(0.05);
  const shares: Partial<Record<FaultKind, number>> = {};
  for (const kind of Object.keys(FAULT_KINDS) as FaultKind[]) {
    const isOn = chance.strikes(0.4);
    const factor = 0.3 + chance.next() * 2;
    if (!isCalm && isOn && kinds.includes(kind)) shares[kind] = Math.min(1, FAULT_KINDS[kind] * factor);
  }
  return shares;
}
