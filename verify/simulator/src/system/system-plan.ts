import type { StoreKind } from './backend.ts';
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

/** What a CRM or the people in it do wrong. Only the synthetic CRM does. */
export type CrmFlaw =
  | 'none'
  /** Page numbers: each page names a next one, also the empty pages behind the last person. */
  | 'endless pages'
  /** Page numbers: the total counts people that no list holds. */
  | 'wrong total'
  /** One person has an id that no store could keep. */
  | 'odd id'
  /** One person was changed in a year of five digits. */
  | 'odd date';

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
  readonly flaw: CrmFlaw;
  /** Of the people, so many are refused by Quo for good. */
  readonly refusedPeople: number;
  /** Characters of the field that Quo names where it refuses a person. */
  readonly reasonLength: number;
  /** The CRM announces changes by webhooks, too. */
  readonly hasWebhooks: boolean;
  /** A person who is gone from the CRM is deleted in Quo. */
  readonly sweeps: boolean;
  /** Quo takes half a minute for each request of this tenant, so that its pages wait for each other. */
  readonly isSlow: boolean;
}

/** Everything that a seed decides before the first event. */
export interface SystemPlan {
  readonly seed: number;
  readonly store: StoreKind;
  readonly faults: FaultShares;
  readonly tenants: readonly TenantPlan[];
  readonly machines: number;
  readonly concurrency: number;
  readonly fetchConcurrency: number;
  readonly visibilityTimeoutMs: number;
  readonly fetchTimeBudgetMs: number;
  /** Process updates travel through a FIFO queue. */
  readonly hasUpdateQueue: boolean;
  /** A watchdog requeues stalled syncs. Without, every message has to do its work by itself. */
  readonly hasWatchdog: boolean;
  /** Dead letters are worked on; otherwise only the watchdog finds out. */
  readonly hasDeadLetterWorkers: boolean;
  /** Machines share which APIs are rate-limited, and until when. */
  readonly sharesRateLimits: boolean;
  /** An operator pauses, resumes, cancels and redrives. */
  readonly hasOperator: boolean;
  /** Machines are stopped in good order and started anew. */
  readonly hasDeployments: boolean;
  /** Each machine has queues of its own, in its memory: they are gone when it is. Syncs belong to machines by leases. */
  readonly hasMemoryQueues: boolean;
  /** How far clocks of machines may be off when they start, in milliseconds. */
  readonly maxSkewMs: number;
  /** How long a dead letter takes to its consumer, in milliseconds. */
  readonly deadLetterDelayMs: number;
  /** Paused syncs of integrations that are never resumed, newer than the first syncs. */
  readonly pausedCrowd: number;
  /** A sync without faults comes first; then people are deleted, and the next full sync finds out. */
  readonly hasHistory: boolean;
  /** What queues carry. */
  readonly maxMessageBytes: number;
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

const FLAWS: readonly CrmFlaw[] = ['endless pages', 'wrong total', 'odd id', 'odd date'];
const CRMS: readonly CrmKind[] = ['pipedrive', 'pages', 'uncounted pages', 'cursors'];

/**
 * Makes the plan of a seed. Each system has some of the faults only, at shares of its own: where everything goes wrong at
 * once, rare faults hide behind frequent ones.
 * @param kinds - The faults that may occur. @defaultValue all
 */
export function planSystem(seed: number, kinds: readonly FaultKind[] = Object.keys(FAULT_KINDS) as FaultKind[]): SystemPlan {
  const chance = createChance(seed, 'plan');
  const hasWatchdog = chance.strikes(0.6);
  const extras = createChance(seed, 'extras');
  const chances = { chance, attempts: createChance(seed, 'attempts'), extras, sizes: createChance(seed, 'sizes'), hasWatchdog };
  const own = Array.from({ length: chance.strikes(0.2) ? 2 : 1 }, (_, index) => planTenant(chances, index));
  const slow = planSlowTenants(createChance(seed, 'neighbours'));
  const together = planTogether(createChance(seed, 'together'));
  const tenants = together?.tenants ?? [...own, ...slow];
  const more = planExtras(extras, {
    hasWatchdog,
    standsStill: tenants.every(({ changesPerMinute }) => changesPerMinute === 0),
    // A page of a thousand ids takes some room.
    isLarge: tenants.some(({ pageSize }) => pageSize === LARGE_PAGE),
  });
  return {
    seed,
    store: 'memory',
    hasUpdateQueue: chance.strikes(0.5) && !more.hasMemoryQueues,
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
    ...more,
    ...together,
    // Only a watchdog resumes what is paused until a quota is renewed.
    faults: planFaults(
      createChance(seed, 'swarm'),
      // Beside slow tenants nothing else goes wrong: how long something takes is measured.
      kinds.filter((kind) => (slow.length === 0 || together !== undefined) && (kind !== 'quotaUsedUp' || hasWatchdog)),
    ),
  };
}

/**
 * Makes the plan of a seed for programs of one computer, with one file. They have a clock in common, so that times of two
 * of them are apart only where it is set between them; and what is given up is a dead letter at once.
 */
export function planOnSqlite(seed: number, kinds?: readonly FaultKind[]): SystemPlan {
  return { ...planSystem(seed, kinds), store: 'sqlite', hasMemoryQueues: false, deadLetterDelayMs: 0 };
}

/** More than there are workers. */
const MAX_SLOW_TENANTS = 14;

/** Rare: many customers at once, of whom each waits for Quo. */
function planSlowTenants(chance: Chance): readonly TenantPlan[] {
  const isCrowded = chance.strikes(0.01);
  const length = chance.integer(8, MAX_SLOW_TENANTS);
  const slow = { people: 12, pageSize: 2, maxOutstandingPages: 1, maxAttempts: 5, refusedPeople: 0, reasonLength: 20, changesPerMinute: 0 };
  const manner = { flaw: 'none', isPartner: true, isLimited: false, hasWebhooks: false, sweeps: false, isSlow: true } as const;
  return Array.from({ length: isCrowded ? length : 0 }, (_, index) => ({
    ...slow,
    ...manner,
    integrationId: `slow${index + 1}`,
    crm: chance.pick(CRMS),
  }));
}

/**
 * Rare, as each of them costs events: many customers whose small syncs begin at the same moment in one program, or in two,
 * so that their saves and loads share statements.
 */
function planTogether(chance: Chance): (Partial<SystemPlan> & Pick<SystemPlan, 'tenants'>) | undefined {
  if (!chance.strikes(0.025)) return undefined;
  const manner = { flaw: 'none', isLimited: false, hasWebhooks: false, isSlow: false, refusedPeople: 0, reasonLength: 20 } as const;
  const tenants = Array.from({ length: chance.integer(10, 14) }, (_, index): TenantPlan => ({
    ...manner,
    integrationId: `i${index + 1}`,
    crm: chance.pick(CRMS),
    people: chance.integer(3, 8),
    pageSize: 2,
    maxOutstandingPages: chance.integer(1, 3),
    maxAttempts: chance.pick([1, 2, 5, 5]),
    isPartner: true,
    changesPerMinute: 0,
    sweeps: chance.strikes(0.2),
  }));
  const concurrency = chance.integer(tenants.length, 2 * tenants.length);
  return {
    tenants,
    machines: chance.pick([1, 1, 2]),
    concurrency,
    fetchConcurrency: tenants.length,
    hasUpdateQueue: chance.strikes(0.2),
    hasMemoryQueues: false,
    hasHistory: false,
    pausedCrowd: 0,
  };
}

type Extras = Pick<SystemPlan, 'hasMemoryQueues' | 'maxSkewMs' | 'deadLetterDelayMs' | 'pausedCrowd' | 'hasHistory' | 'maxMessageBytes'>;

/** By then the watchdog has ended every sync that waits for a dead letter. */
const LATE_MS = 6 * 3_600_000;

/** Rare, each by itself: most systems have none of them. */
function planExtras(
  chance: Chance,
  { hasWatchdog, standsStill, isLarge }: { readonly hasWatchdog: boolean; readonly standsStill: boolean; readonly isLarge: boolean },
): Extras {
  const hasMemoryQueues = chance.strikes(0.15);
  const hasSkew = chance.strikes(0.2);
  const deadLetterDelayMs = chance.pick([0, 0, 0, LATE_MS]);
  const crowd = chance.integer(101, 200);
  const isCrowded = chance.strikes(0.08);
  return {
    hasMemoryQueues: hasMemoryQueues && hasWatchdog,
    // Times of two machines are compared by an overlap of five minutes: beyond it, changes may be missed.
    maxSkewMs: hasSkew && standsStill ? 400_000 : 2000,
    deadLetterDelayMs: hasWatchdog ? deadLetterDelayMs : 0,
    hasHistory: chance.strikes(0.1),
    pausedCrowd: isCrowded && hasWatchdog ? crowd : 0,
    maxMessageBytes: chance.pick([isLarge ? 131_072 : 4096, 262_144, 262_144, 262_144, 262_144]),
  };
}

interface TenantChances {
  readonly chance: Chance;
  readonly attempts: Chance;
  readonly extras: Chance;
  readonly sizes: Chance;
  readonly hasWatchdog: boolean;
}

/** Without a watchdog there is no operator and no webhook: a caller without a response tries again, and leaves the first attempt half-done. */
function planTenant({ chance, attempts, extras, sizes, hasWatchdog }: TenantChances, index: number): TenantPlan {
  // Mostly small: what goes wrong with a hundred people goes wrong with ten, and ten cost a tenth.
  const [people, pageSize] = chance.pick(SIZES);
  const crm = chance.pick(CRMS);
  const hasFlaw = extras.strikes(0.15);
  const flaw = extras.pick(FLAWS);
  const refused = extras.strikes(0.1);
  const large = planLarge(sizes);
  return {
    integrationId: `i${index + 1}`,
    crm,
    flaw: crm === 'pipedrive' || !hasFlaw ? 'none' : flaw,
    refusedPeople: refused ? 2 : 0,
    reasonLength: 20,
    isSlow: false,
    people: chance.integer(0, people),
    pageSize: chance.integer(2, pageSize),
    maxOutstandingPages: chance.integer(1, 5),
    maxAttempts: attempts.pick([1, 2, 5, 5]),
    isPartner: chance.strikes(0.5),
    isLimited: chance.strikes(0.3),
    changesPerMinute: chance.strikes(0.5) ? 0 : chance.integer(1, 10),
    hasWebhooks: chance.strikes(0.5) && hasWatchdog,
    sweeps: chance.strikes(0.5),
    ...large,
  };
}

const LARGE_PAGE = 1000;

/** Rare, as each person costs events: pages of a thousand people, and many who are refused for a long reason. */
function planLarge(chance: Chance): Partial<TenantPlan> {
  const isLarge = chance.strikes(0.015);
  const people = chance.integer(800, 1300);
  const refusedPeople = chance.pick([0, 2, 60, 200]);
  return isLarge ? { people, pageSize: LARGE_PAGE, refusedPeople, reasonLength: chance.pick([20, 2000]), changesPerMinute: 0 } : {};
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
